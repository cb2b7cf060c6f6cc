/** One question of a program to an endpoint for credentials, and the answer. */

export interface Question {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  /** Names in lower case; of one that came twice all values. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `undefined`: the path is not this endpoint's. */
export type Endpoint = (question: Question) => Promise<Reply | undefined>;

export function json(value: object, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

/** A header that came once. */
export function header({ headers }: Question, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
