/** IAM as somebody calls it: forms, signed, answered in JSON. The demo needs no more of a client than that, and runs where no SDK is installed. */

import { send } from '#client/send';
import type { Keys } from '#client/shared-credentials';
import { sign } from '#client/sign';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';

export interface Answered {
  /** Of the operation; empty where it answers nothing. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly requestId: string;
}

/** `{CreateUserResponse: {CreateUserResult, ResponseMetadata}}`, or `{Error: {Code, Message}, RequestId}`. */
type Answer = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** What IAM answered in place of a result. */
export class Refused extends Error {
  override readonly name: string;
  readonly requestId: string;

  constructor(code: string, message: string, requestId: string) {
    super(message);
    this.name = code;
    this.requestId = requestId;
  }
}

export class IamCaller {
  readonly #url: URL;
  readonly #region: string;
  readonly #keys: Keys;

  constructor(
    { endpoint, region }: { readonly endpoint: string; readonly region: string },
    { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
  ) {
    this.#url = new URL('/', endpoint);
    this.#region = region;
    this.#keys = { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  }

  /** `call('CreateUser', { UserName: 'alice' })`. Throws `Refused`. */
  async call(action: string, parameters: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters }).toString();
    const call = { method: 'POST' as const, url: this.#url, body };
    const content = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', accept: 'application/json' };
    const headers = await sign(call, this.#keys, this.#region, systemClock(), { service: 'iam', headers: content });
    const reply = await send(call, headers, []);
    const answer = JSON.parse(reply.body) as Answer;
    const refusal = answer['Error'];
    if (refusal !== undefined)
      throw new Refused(String(refusal['Code']), String(refusal['Message']), String(answer['RequestId']));
    const response = answer[`${action}Response`];
    if (response === undefined) throw new Error(`IAM answered ${action} with something else`);
    const result = (response[`${action}Result`] ?? {}) as Readonly<Record<string, unknown>>;
    return { result, requestId: (response['ResponseMetadata'] as { readonly RequestId: string }).RequestId };
  }
}
