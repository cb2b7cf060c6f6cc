/** A call of an AWS operation in the query protocol, signed, answered in JSON: for commands that ask IAM. */
import { systemClock } from '#kernel/clock';
import { Failure } from '#terminal/exit';
import { type AdminClient, unreachable } from './admin-client.ts';
import { userAgent } from './aws-call.ts';
import { send } from './send.ts';
import type { Keys } from './shared-credentials.ts';
import { sign } from './sign.ts';

export interface QueryOperation {
  /** Of the credential scope: `iam`. */
  readonly signingName: string;
  /** `2010-05-08` */
  readonly version: string;
  readonly action: string;
}

/** The service said no. `code` is its error: `NoSuchEntity`. */
export class ServiceRefused extends Failure {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`, 2);
    this.code = code;
  }
}

/** The content of the operation's `…Result`. Parameters are flat texts. Throws `ServiceRefused`. */
export async function callQuery(
  { server }: AdminClient,
  keys: Keys,
  { signingName, version, action }: QueryOperation,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
  const call = { method: 'POST' as const, url: new URL('/', server.endpoint), body };
  const content = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  const headers = await sign(call, keys, server.region, systemClock(), { service: signingName, headers: content });
  const reply = await send(call, { ...headers, 'user-agent': userAgent }, server.certificates).catch(
    (error: unknown) => {
      throw unreachable(call.url, error as NodeJS.ErrnoException);
    },
  );
  const answer = parsed(reply.body);
  if (reply.status === 200 && answer !== undefined) {
    return memberOf(memberOf(answer, `${action}Response`), `${action}Result`);
  }
  const error = memberOf(answer ?? {}, 'Error');
  throw new ServiceRefused(String(error['Code'] ?? reply.status), String(error['Message'] ?? 'the server refused'));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function memberOf(value: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const member = value[name];
  return typeof member === 'object' && member !== null ? (member as Readonly<Record<string, unknown>>) : {};
}
