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

/** Remembers what it writes, so that the commit's worker can write the same. */
export class WritingConnection extends Connection {
  #written: Written[] = [];
  #failure: unknown;

  run(sql: string, ...values: SQLInputValue[]): StatementResultingChanges {
    try {
      const result = this.statement(sql).run(...values);
      this.#written.push([sql, ...values]);
      return result;
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

  /** How much has been written so far, for `forgetAfter`. */
  get mark(): number {
    return this.#written.length;
  }

  forgetAfter(mark: number): void {
    this.#written.length = mark;
  }

  takeWritten(): readonly Written[] {
    const taken = this.#written;
    this.#written = [];
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
