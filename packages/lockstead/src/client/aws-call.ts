/** A call of an AWS operation in JSON 1.1, signed, for commands that need no more of AWS's clients than that. */
import { type Clock, systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { Failure } from '#terminal/exit';
import { type AdminClient, unreachable } from './admin-client.ts';
import { send } from './send.ts';
import type { Keys } from './shared-credentials.ts';
import { sign } from './sign.ts';

export interface AwsOperation {
  /** Of the credential scope: `cloudtrail`. */
  readonly signingName: string;
  /** `X-Amz-Target`. */
  readonly target: string;
}

/** Throws `Failure` with the service's own sentence. */
export async function callAws(
  { server }: AdminClient,
  keys: Keys,
  { signingName, target }: AwsOperation,
  input: object,
  clock: Clock = systemClock(),
): Promise<unknown> {
  const call = { method: 'POST' as const, url: new URL('/', server.endpoint), body: JSON.stringify(input) };
  const content = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const headers = await sign(call, keys, server.region, clock, { service: signingName, headers: content });
  const reply = await send(call, { ...headers, 'user-agent': userAgent }, server.certificates).catch(
    (error: unknown) => {
      throw unreachable(call.url, error as NodeJS.ErrnoException);
    },
  );
  // An operation that has nothing to tell answers without a body.
  const answer = reply.body === '' ? {} : parsed(reply.body);
  if (reply.status === 200 && answer !== undefined) return answer;
  const { __type: code = '', message, Message } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const said = String(message ?? Message ?? `the server answered ${reply.status}`);
  throw new Failure(`${String(code).replace(/^.*#/, '')}: ${said}`, 2);
}

/** By its user agent this command recognises its own calls among the events. */
export const userAgent = 'lockstead-cli';

/** The keys that were found. Without any, the well-known keys, which a server with --dev accepts. */
export async function keysFor(client: AdminClient): Promise<Keys> {
  const { keys } = client;
  if (keys !== undefined && !keys.isGuess) return keys;
  const { dev } = await client.health();
  if (dev) return { accessKeyId: 'test', secretAccessKey: new Secret('test') };
  if (keys !== undefined) return keys;
  throw new Failure(
    "No credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the server's --data directory.",
    2,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
