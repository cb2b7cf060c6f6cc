/**
 * Queue URLs. An SDK sends what it does with a queue to the host in the queue's URL: so URLs that leave here name the front, as
 * `http://FRONT/ACCOUNT/QUEUE`, and those that come in are given back to the backend as it made them.
 *
 * What a backend calls a queue is remembered by region, account and name. A queue that was made before the front came is asked for once.
 */
import type { AccountId } from '#kernel/ids';

/** By which the backend finds a queue. */
export interface QueueKey {
  readonly region: string;
  readonly account: AccountId;
  readonly name: string;
}

/** Queues whose URLs are kept; the one that was not asked for longest goes first, and is asked for again. */
const rememberedMax = 10_000;

export class QueueUrls {
  readonly #urls: Map<string, string> = new Map();

  remember(key: QueueKey, url: string): void {
    const text = textOf(key);
    this.#urls.delete(text);
    this.#urls.set(text, url);
    if (this.#urls.size <= rememberedMax) return;
    for (const oldest of this.#urls.keys()) {
      this.#urls.delete(oldest);
      return;
    }
  }

  forget(key: QueueKey): void {
    this.#urls.delete(textOf(key));
  }

  /** As the backend made it, where that was seen. */
  known(key: QueueKey): string | undefined {
    const text = textOf(key);
    const url = this.#urls.get(text);
    // It was asked for just now, and goes last.
    if (url !== undefined) this.remember(key, url);
    return url;
  }
}

function textOf({ region, account, name }: QueueKey): string {
  return `${region}/${account}/${name}`;
}

/** The last part of its path; undefined for what is no URL of a queue. */
export function queueNameOf(url: string): string | undefined {
  const name = url.slice(url.lastIndexOf('/') + 1);
  return /^[\w-]{1,80}(\.fifo)?$/.test(name) && url.includes('/') ? name : undefined;
}
