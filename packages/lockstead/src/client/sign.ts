/** Signs a call: SigV4, for an admin call with the service name `lockstead`. */
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Clock, toDate } from '#kernel/clock';
import type { Keys } from './shared-credentials.ts';

export interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body: string;
}

class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new TypeError('each hash is used once');
  }
}

function bytesOf(chunk: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return Buffer.from(chunk);
}

/** The service and headers of the call; absent for an admin call. */
interface Called {
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The headers to send. */
export async function sign(
  { method, url, body }: Unsigned,
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
  region: string,
  clock: Clock,
  called: Called = { service: 'lockstead', headers: body === '' ? {} : { 'content-type': 'application/json' } },
): Promise<Readonly<Record<string, string>>> {
  const signer = new SignatureV4({
    service: called.service,
    region,
    credentials: {
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    sha256: Sha256,
  });
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...called.headers },
      body,
    },
    { signingDate: toDate(clock.wallNow()) },
  );
  return signed.headers;
}
