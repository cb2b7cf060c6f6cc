/** Signs a call: SigV4, for an admin call with the service name `lockstead`. */
import { SignatureV4 } from '@smithy/signature-v4';
import { type Clock, toDate } from '#kernel/clock';
import { Sha256 } from '#kernel/sha256';
import type { Keys } from './shared-credentials.ts';

export interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly body: string;
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
