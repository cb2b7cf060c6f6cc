/** A call in AWS's JSON protocol, signed by hand: for services of which there is no client package here. */
import type { Keys } from './lockstead.ts';
import { send, signed } from './signed.ts';

export class JsonCallFailed extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = code;
    this.status = status;
  }
}

/** The answer; throws what the service refuses, under the code's name. */
export async function jsonCall(
  endpoint: string,
  keys: Keys,
  { service, target }: { readonly service: string; readonly target: string },
  input: object,
): Promise<unknown> {
  const { host, port } = new URL(endpoint);
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const request = { method: 'POST', path: '/', headers, body: JSON.stringify(input) };
  const reply = await send(Number(port), request, signed(request, { keys, service }));
  const answer = JSON.parse(reply.text === '' ? '{}' : reply.text);
  if (reply.status === 200) return answer;
  throw new JsonCallFailed(
    String(answer.__type).split('#').at(-1) ?? '',
    answer.message ?? answer.Message,
    reply.status,
  );
}
