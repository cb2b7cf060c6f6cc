/**
 * Notices connections that the network has forgotten: no answer comes, and no error either. A statement may take long for a good reason. So
 * after a while
 * the server is asked, on another connection, whether it still works on the statement. If it does not, or does not answer, the connection is
 * given up,
 * and the statement fails as if the connection was cut.
 */
import type { Timers } from '#kernel/timers';
import type { Backend, Link } from './link.ts';

const lookMs = 250;
/** How long an answer may take before the server is asked about it. */
const silentMs = 1500;
/** How long an answer may take if the server does not answer that question either. */
const hopelessMs = 4000;

type Watched = Pick<Link, 'backend' | 'destroy'>;

export interface WatchOptions {
  readonly timers: Timers;
  /** Which processes of the server are at work on a statement of ours. */
  readonly atWork: () => Promise<readonly Backend[]>;
  /** A connection was lost, and nothing reported it. */
  readonly found: () => void;
}

interface Statement {
  readonly link: Watched;
  /** When it was last known to be worked on. */
  heard: number;
}

export class Watch {
  readonly #options: WatchOptions;
  readonly #under = new Set<Statement>();
  readonly #stopLooking: () => void;
  #isAsking = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#stopLooking = options.timers.every(lookMs, () => void this.#look());
  }

  async over<R>(link: Watched, run: () => Promise<R>): Promise<R> {
    const statement: Statement = { link, heard: this.#options.timers.monotonicMs() };
    this.#under.add(statement);
    try {
      return await run();
    } finally {
      this.#under.delete(statement);
    }
  }

  stop(): void {
    this.#stopLooking();
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    if (this.#isAsking || this.#under.size === 0) return;
    const now = this.#options.timers.monotonicMs();
    const silent = [...this.#under].filter(({ heard }) => now - heard > silentMs);
    if (silent.length === 0) return;
    this.#isAsking = true;
    try {
      const working = await this.#options.atWork();
      for (const statement of silent) {
        if (working.some((backend) => isSame(backend, statement.link.backend))) {
          statement.heard = this.#options.timers.monotonicMs();
        } else this.#giveUp(statement);
      }
    } catch {
      const later = this.#options.timers.monotonicMs();
      for (const statement of silent) if (later - statement.heard > hopelessMs) this.#giveUp(statement);
    } finally {
      this.#isAsking = false;
    }
  }

  #giveUp(statement: Statement): void {
    // The answer of the statement may have come while the server was asked.
    if (!this.#under.has(statement)) return;
    statement.link.destroy();
    this.#options.found();
  }
}

function isSame(one: Backend, other: Backend): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}
