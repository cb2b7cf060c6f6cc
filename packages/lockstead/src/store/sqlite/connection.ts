/** Connections and their prepared statements. */
import type { DatabaseSync, SQLInputValue, StatementResultingChanges, StatementSync } from 'node:sqlite';

export type Row = Readonly<Record<string, string | number | null>>;

/** Distinct statements are made from a few dozen fixed pieces; this is a bound, not a working size. */
const statementsMax = 500;

export class Connection {
  readonly database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined;
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.statement(sql).all(...values) as unknown as readonly Row[];
  }

  statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= statementsMax) this.#statements.clear();
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** One statement that wrote, as another connection can repeat it. */
export type Written = readonly [sql: string, ...values: SQLInputValue[]];

/** How much was written, and how much of it here, when something that may be undone began. */
export interface WrittenMark {
  readonly written: number;
  readonly executed: number;
}

/**
 * Remembers what it writes, so that the commit's worker can write the same. What nobody reads before the commit is not executed here, unless this connection
 * commits by itself.
 */
export class WritingConnection extends Connection {
  #written: Written[] = [];
  /** INVARIANT: of `#written`, those before this place have been executed here, and no others. */
  #executed = 0;
  #failure: unknown;

  run(sql: string, ...values: SQLInputValue[]): StatementResultingChanges {
    try {
      const result = this.statement(sql).run(...values);
      this.#written.push([sql, ...values]);
      this.#executed = this.#written.length;
      return result;
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** Of a write that cannot fail but with the whole database: executed before the next statement of this connection, if there is one. */
  later(sql: string, ...values: SQLInputValue[]): void {
    this.#written.push([sql, ...values]);
  }

  override statement(sql: string): StatementSync {
    if (this.#executed < this.#written.length) this.catchUp();
    return super.statement(sql);
  }

  /** Executes what was put off. To be called before this connection commits. */
  catchUp(): void {
    try {
      for (const [sql, ...values] of this.#written.slice(this.#executed)) {
        super.statement(sql).run(...values);
        this.#executed += 1;
      }
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** The first write that failed since the last call of this, even if a handler caught its error. */
  takeFailure(): unknown {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** For `forgetAfter`. */
  get mark(): WrittenMark {
    return { written: this.#written.length, executed: this.#executed };
  }

  /** What came after the mark was rolled back: what was put off before it, and executed after it, as well. */
  forgetAfter({ written, executed }: WrittenMark): void {
    this.#written.length = written;
    this.#executed = executed;
  }

  get hasWritten(): boolean {
    return this.#written.length > 0;
  }

  takeWritten(): readonly Written[] {
    const taken = this.#written;
    this.#written = [];
    this.#executed = 0;
    return taken;
  }
}

/**
 * Reads the last committed state. Keeps one read transaction open between commits: a statement inside one costs 3 µs, one that
 * opens its own 5.
 */
export class CommittedConnection extends Connection {
  #holding = true;
  #reading = false;

  override statement(sql: string): StatementSync {
    if (this.#holding && !this.#reading) {
      this.database.exec('BEGIN');
      this.#reading = true;
    }
    return super.statement(sql);
  }

  /** To be called just before a commit: the next read then sees it, and the write-ahead log can start over. */
  release(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.database.exec('COMMIT');
  }

  /** While another thread commits, each statement reads for itself. */
  letGo(): void {
    this.release();
    this.#holding = false;
  }

  hold(): void {
    this.#holding = true;
  }
}
