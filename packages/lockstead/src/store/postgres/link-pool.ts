/** A few connections that are lent out one statement, or one transaction, at a time. */
import type { Timers } from '#kernel/timers';
import type { Link } from './link.ts';

type Pooled = Pick<Link, 'isLost' | 'destroy' | 'close'>;

export interface LinkPoolOptions<L extends Pooled> {
  readonly open: () => Promise<L>;
  readonly max: number;
  readonly timers: Timers;
}

interface Waiting<L> {
  readonly serve: (link: Promise<L>) => void;
}

interface Idle<L> {
  readonly link: L;
  readonly since: number;
}

const waitMsMax = 3000;
const idleMsMax = 30_000;
const closingMsMax = 1000;
const closingLookMs = 10;

export class LinkPool<L extends Pooled> {
  readonly #options: LinkPoolOptions<L>;
  /** Connections that are lent, and those that are being opened. */
  #lent = 0;
  #idle: Idle<L>[] = [];
  readonly #waiting = new Set<Waiting<L>>();
  /** Connections that were lent before the last suspicion are not used again. */
  readonly #suspect = new WeakSet<L>();
  readonly #out = new Set<L>();
  readonly #stopTidying: () => void;
  #isClosed = false;

  constructor(options: LinkPoolOptions<L>) {
    this.#options = options;
    this.#stopTidying = options.timers.every(idleMsMax, () => this.#tidy());
  }

  async take(): Promise<L> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.link.isLost) return this.#lend(idle.link);
    }
    if (this.#lent < this.#options.max) return await this.#open();
    return await new Promise((resolve, reject) => {
      const stop = this.#options.timers.after(waitMsMax, () => {
        this.#waiting.delete(waiting);
        reject(new Error('no connection is free'));
      });
      const waiting: Waiting<L> = {
        serve: (link) => {
          stop();
          this.#waiting.delete(waiting);
          resolve(link);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** `usable` is false where the state of the connection is not known. */
  giveBack(link: L, usable: boolean): void {
    this.#lent -= 1;
    this.#out.delete(link);
    const isGood = usable && !link.isLost && !this.#isClosed && !this.#suspect.has(link);
    if (!isGood) link.destroy();
    const [waiting] = this.#waiting;
    if (waiting !== undefined) waiting.serve(isGood ? Promise.resolve(this.#lend(link)) : this.#open());
    else if (isGood) this.#idle.push({ link, since: this.#options.timers.monotonicMs() });
  }

  /**
   * A connection was lost and nothing reported it, so the others may be lost too. Idle connections are closed now, and lent ones when they come
   * back.
   */
  suspect(): void {
    for (const { link } of this.#idle) link.destroy();
    this.#idle = [];
    for (const link of this.#out) this.#suspect.add(link);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopTidying();
    const idle = this.#idle;
    this.#idle = [];
    for (const { serve } of this.#waiting) serve(Promise.reject(new Error('the store is closed')));
    await Promise.all([this.#comeBack(), ...idle.map(({ link }) => link.close())]);
    for (const link of this.#out) link.destroy();
  }

  /** Lent connections may be used to their end, unless that takes too long. */
  async #comeBack(): Promise<void> {
    const { timers } = this.#options;
    const began = timers.monotonicMs();
    while (this.#out.size > 0 && timers.monotonicMs() - began < closingMsMax) {
      await new Promise<void>((resolve) => timers.after(closingLookMs, resolve));
    }
  }

  #lend(link: L): L {
    this.#lent += 1;
    this.#out.add(link);
    return link;
  }

  async #open(): Promise<L> {
    this.#lent += 1;
    let link: L;
    try {
      link = await this.#options.open();
    } catch (error) {
      this.#lent -= 1;
      // Whoever waits for a place has one now.
      const [waiting] = this.#waiting;
      if (waiting !== undefined) waiting.serve(this.#open());
      throw error;
    }
    this.#out.add(link);
    return link;
  }

  #tidy(): void {
    const now = this.#options.timers.monotonicMs();
    const tooLong = this.#idle.filter(({ link, since }) => link.isLost || now - since > idleMsMax);
    this.#idle = this.#idle.filter((idle) => !tooLong.includes(idle));
    for (const { link } of tooLong) void link.close();
  }
}
