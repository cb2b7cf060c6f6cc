/** The admin calls as the commands make them: signed, and with one sentence for each way to fail. */

import { type Clock, systemClock } from '#kernel/clock';
import { Failure } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import { type FoundKeys, findKeys } from './credentials.ts';
import { type Reply, send } from './send.ts';
import { findServer, type Server } from './server.ts';
import { sign, type Unsigned } from './sign.ts';

export interface Health {
  /** `ok`, or `degraded` with the reason. */
  readonly status: string;
  readonly reason?: string;
  /** Since when the reason holds, on the wall clock. */
  readonly since?: string;
  readonly version: string;
  readonly enforce: string;
  readonly account: string;
  readonly region: string;
  readonly services: readonly string[];
  readonly dev: boolean;
  /** The server's process, where only its own machine can ask. */
  readonly pid?: number;
}

/** The server understood the call and refused it, so the question has not been answered. `code` is the error's name. */
export class Refused extends Failure {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message, 2);
    this.status = status;
    this.code = code;
  }
}

/** Nothing answers there, or something that is not a Lockstead. */
export class Unreachable extends Failure {}

type Pairs = readonly (readonly [string, string])[];
type Query = Readonly<Record<string, string>> | Pairs;

export class AdminClient {
  readonly server: Server;
  readonly keys: FoundKeys | undefined;
  readonly #clock: Clock;

  constructor(server: Server, keys: FoundKeys | undefined, clock: Clock) {
    this.server = server;
    this.keys = keys;
    this.#clock = clock;
  }

  /** Open to all. */
  async health(): Promise<Health> {
    const reply = await this.#exchange(this.#call('GET', 'health', {}, ''), {});
    const health = parsed(reply);
    // While the store is away the server answers 503: it runs, and says what is wrong.
    const isAnswer = reply.status === 200 || reply.status === 503;
    if (!isAnswer || typeof health !== 'object' || health === null || !('enforce' in health)) {
      throw this.#stranger();
    }
    this.#refuseOther(health as Health);
    return health as Health;
  }

  /** Another server's answers would be taken for those of the directory that was named. */
  #refuseOther({ account }: Health): void {
    const { ofAccount, dataDirectory, endpoint } = this.server;
    if (ofAccount === undefined || account === ofAccount) return;
    throw new Unreachable(
      `The server of ${dataDirectory} (account ${ofAccount}) does not run: another one, of account ${account}, answers on ${endpoint.origin}.`,
      2,
    );
  }

  /** Takes a list of pairs where a name occurs several times. */
  async get(path: string, query: Query = {}): Promise<unknown> {
    return await this.#ask(this.#call('GET', path, query, ''));
  }

  async post(path: string, body: object): Promise<unknown> {
    return await this.#ask(this.#call('POST', path, {}, JSON.stringify(body)));
  }

  /** An answer that is not JSON. */
  async getText(path: string): Promise<string> {
    return (await this.#reply(this.#call('GET', path, {}, ''))).body;
  }

  #call(method: Unsigned['method'], path: string, query: Query, body: string): Unsigned {
    const url = new URL(`/_lockstead/${path}`, this.server.endpoint);
    const pairs = Array.isArray(query) ? (query as Pairs) : Object.entries(query);
    for (const [name, value] of pairs) url.searchParams.append(name, value);
    return { method, url, body };
  }

  async #ask(call: Unsigned): Promise<unknown> {
    return this.#content(await this.#reply(call));
  }

  async #reply(call: Unsigned): Promise<Reply> {
    if (this.server.ofAccount !== undefined) await this.health();
    const reply = await this.#exchange(call, await this.#headers(call, this.keys));
    if (reply.status === 200) return reply;
    const refused = refusalOf(reply);
    // Keys that nobody chose may belong to another Lockstead. A server that was started with --dev needs none.
    if (this.keys?.isGuess === true && foreignKeys.has(refused.code)) {
      const unsigned = await this.#exchange(call, await this.#headers(call, undefined));
      if (unsigned.status === 200) return unsigned;
      const again = refusalOf(unsigned);
      if (!foreignKeys.has(again.code)) throw again;
    }
    throw this.#explained(refused);
  }

  #content(reply: Reply): unknown {
    const content = parsed(reply);
    if (content === undefined) throw this.#stranger();
    return content;
  }

  #stranger(): Unreachable {
    return new Unreachable(`The server on ${this.server.endpoint.origin} is not Lockstead.`, 2);
  }

  async #headers(call: Unsigned, keys: FoundKeys | undefined): Promise<Readonly<Record<string, string>>> {
    if (keys !== undefined) return await sign(call, keys, this.server.region, this.#clock);
    return call.body === '' ? {} : { 'content-type': 'application/json' };
  }

  async #exchange(call: Unsigned, headers: Readonly<Record<string, string>>): Promise<Reply> {
    try {
      return await send(call, headers, this.server.certificates);
    } catch (error) {
      throw unreachable(call.url, error as NodeJS.ErrnoException);
    }
  }

  #explained(refused: Refused): Refused {
    if (!foreignKeys.has(refused.code)) return refused;
    const advice =
      this.keys === undefined
        ? `No credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the server's --data directory.`
        : `The keys from ${this.keys.source} are not accepted here (${refused.code}: ${refused.message})`;
    return new Refused(refused.status, refused.code, advice);
  }
}

export function adminClient(words: Words, terminal: Terminal): AdminClient {
  const server = findServer(words, terminal);
  const keys = findKeys(server.dataDirectory, terminal, server.prefersDirectory);
  return new AdminClient(server, keys, systemClock());
}

const foreignKeys: ReadonlySet<string> = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ExpiredToken',
  'ExpiredTokenException',
]);

function parsed({ body }: Reply): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refusalOf(reply: Reply): Refused {
  const said = parsed(reply);
  const { __type: code, message } = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  return new Refused(
    reply.status,
    typeof code === 'string' ? code.slice(code.lastIndexOf('#') + 1) : 'Unknown',
    typeof message === 'string' ? message : `The server answered ${reply.status}.`,
  );
}

/** One sentence for each way in which nobody is there. */
export function unreachable(url: URL, error: NodeJS.ErrnoException): Unreachable {
  const cause = { cause: error };
  switch (error.code) {
    case 'ECONNREFUSED':
      return new Unreachable(
        `Nothing listens on ${url.origin}: start Lockstead with "lockstead start", or name its --endpoint.`,
        2,
        cause,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Unreachable(`There is no host ${url.hostname}.`, 2, cause);
    case 'ETIMEDOUT':
      return new Unreachable(`${url.origin} does not answer.`, 2, cause);
    case 'EPROTO':
    case 'ECONNRESET':
      return new Unreachable(
        `${url.origin} does not speak ${url.protocol === 'https:' ? 'TLS: try http://' : 'plain HTTP: try https://'}.`,
        2,
        cause,
      );
    default:
      return new Unreachable(`${url.origin} cannot be reached: ${error.message}.`, 2, cause);
  }
}
