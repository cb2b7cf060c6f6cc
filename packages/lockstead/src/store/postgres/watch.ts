/**
 * Notices connections that the network has forgotten: nothing comes back, and nobody says so. A statement may rightly take long, so after
 * a while the server is asked, on another connection, whether it is still at work on it. Where it is not, or does not answer either, the
 * connection is given up, and the statement fails as with one that was cut.
 */
import type { Timers } from '#kernel/timers';
import type { Backend, Link } from './link.ts';

const lookMs = 250;
/** So long an answer may take before somebody asks. */
const silentMs = 1500;
/** So long where the server does not answer questions either. */
const hopelessMs = 4000;

type Watched = Pick<Link, 'backend' | 'destroy'>;

export interface WatchOptions {
  readonly timers: Timers;
  /** Which processes of the server are at work on a statement of ours. */
  readonly atWork: () => Promise<readonly Backend[]>;
  /** A connection was lost without a word. */
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
    // Its answer may have come while we asked.
    if (!this.#under.has(statement)) return;
    statement.link.destroy();
    this.#options.found();
  }
}

function isSame(one: Backend, other: Backend): boolean {
  return one.pid === other.pid && one.startedAt === other.startedAt;
}
