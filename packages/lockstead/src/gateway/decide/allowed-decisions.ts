/** The last decisions that allowed, as what they were decided by: a ring in memory, bounded in number and in the text that it holds. */
import type { RequestId } from '#kernel/ids';
import type { RequestContext } from '#service/request-context';
import type { KeySources } from './request-keys.ts';

export interface DecisionSubject {
  readonly context: RequestContext;
  /** The service's id: `iam`. */
  readonly service: string;
  readonly operation: string;
  readonly ignored: readonly string[];
}

export interface Allowed {
  readonly subject: DecisionSubject;
  readonly sources: readonly KeySources[];
}

const allowedMax = 10_000;
/** Characters of the requests' own: a client may send long headers and tags with each. Usual requests take a tenth of it. */
const textMax = 16 * 1024 * 1024;

export class AllowedDecisions {
  readonly #ring: (Allowed | undefined)[] = [];
  readonly #textMax: number;
  #next = 0;
  #oldest = 0;
  #held = 0;
  #text = 0;

  constructor(charactersMax: number = textMax) {
    this.#textMax = charactersMax;
  }

  add(allowed: Allowed): void {
    if (this.#held === allowedMax) this.#dropOldest();
    this.#ring[this.#next] = allowed;
    this.#next = (this.#next + 1) % allowedMax;
    this.#held += 1;
    this.#text += textOf(allowed);
    while (this.#text > this.#textMax) this.#dropOldest();
  }

  /** Looked through only when somebody asks. */
  find(requestId: RequestId): Allowed | undefined {
    return this.#ring.find((allowed) => allowed?.subject.context.requestId === requestId);
  }

  /** Those that are held now, in no order. */
  held(): readonly Allowed[] {
    return this.#ring.filter((allowed) => allowed !== undefined);
  }

  clear(): void {
    this.#ring.length = 0;
    this.#next = 0;
    this.#oldest = 0;
    this.#held = 0;
    this.#text = 0;
  }

  #dropOldest(): void {
    const oldest = this.#ring[this.#oldest];
    this.#ring[this.#oldest] = undefined;
    this.#oldest = (this.#oldest + 1) % allowedMax;
    this.#held -= 1;
    if (oldest !== undefined) this.#text -= textOf(oldest);
  }
}

/** What came with the request itself; what it shares with others, policies and principals, is not counted. */
function textOf({ subject, sources }: Allowed): number {
  const { userAgent = '', referer = '', host = '' } = subject.context.transport;
  let length = userAgent.length + referer.length + host.length;
  for (const name of subject.ignored) length += name.length;
  for (const { pair } of sources) {
    length += pair.resource.length;
    for (const value of Object.values(pair.context ?? {})) {
      if (typeof value === 'string') length += value.length;
      else for (const part of value ?? []) length += part.length;
    }
  }
  return length;
}
