/**
 * Asks an issuer for a JSON document. Only over TLS, only at an address that may be asked, never where a redirect points to, and no more bytes and
 * no longer than the limits say. The address is judged where the connection is made, so a name cannot point elsewhere in between.
 */
import { lookup as resolve } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import { mayAsk } from './addresses.ts';
import { isPinned } from './certificates.ts';
import { webIdentityLimits } from './limits.ts';

/** The document could not be had, or was not accepted; its message says why, for the log. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
  /** The server showed a certificate that is not the issuer's. */
  readonly isCertificate: boolean;

  constructor(message: string, isCertificate = false) {
    super(message);
    this.isCertificate = isCertificate;
  }
}

/** What is asked with. */
export interface Fetching {
  readonly timers: Timers;
  readonly clock: Clock;
  /** Also at addresses of this machine and of private networks. */
  readonly allowPrivate: boolean;
}

/** Throws `DocumentRefused`. `thumbprints` stand in for an authority that is not known here. */
export async function fetchDocument(url: URL, thumbprints: readonly string[], fetching: Fetching): Promise<unknown> {
  if (url.protocol !== 'https:') throw new DocumentRefused(`${url.href} is not an https address`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayAsk(host, fetching.allowPrivate)) throw notAsked(host);
  const text = await readFrom(url, host, thumbprints, fetching);
  try {
    return JSON.parse(text);
  } catch {
    throw new DocumentRefused(`${url.href} is not JSON`);
  }
}

/** Ends within the limit of time whatever the other side does: each way out settles the promise itself, and then ends the connection. */
async function readFrom(
  url: URL,
  host: string,
  thumbprints: readonly string[],
  { allowPrivate, clock, timers }: Fetching,
): Promise<string> {
  return await new Promise<string>((done, failed) => {
    const asked = request(
      url,
      {
        agent: false,
        lookup: lookupAllowed(allowPrivate),
        rejectUnauthorized: thumbprints.length === 0,
        headers: { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'lockstead' },
      },
      (response) => {
        const socket = response.socket as TLSSocket;
        if (socket.authorized || isPinned(socket.getPeerX509Certificate(), host, thumbprints, clock.wallNow())) {
          readText(response).then((text) => {
            cancel();
            done(text);
          }, refuse);
        } else {
          refuse(new DocumentRefused(`the certificate of ${url.host} matches no thumbprint`, true));
        }
      },
    );
    function refuse(error: Error): void {
      cancel();
      failed(refusedBy(error, url));
      asked.destroy();
    }
    const cancel = timers.after(webIdentityLimits.fetchMsMax, () =>
      refuse(new DocumentRefused(`${url.host} did not answer within ${webIdentityLimits.fetchMsMax} ms`)),
    );
    asked.on('error', refuse);
    asked.end();
  });
}

function refusedBy(error: Error & { readonly code?: string }, url: URL): DocumentRefused {
  if (error instanceof DocumentRefused) return error;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(error.code ?? '');
  return new DocumentRefused(`${url.host} cannot be asked: ${error.message}`, isCertificate);
}

function notAsked(address: string): DocumentRefused {
  return new DocumentRefused(`${address} is not a public address; --allow-private-issuers allows it`);
}

/** All addresses of the name must be such that may be asked: the connection may take any of them. */
function lookupAllowed(allowPrivate: boolean): LookupFunction {
  return (host, options, found) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return found(error, []);
      const refused = addresses.find(({ address }) => !mayAsk(address, allowPrivate));
      const [first] = addresses;
      if (refused !== undefined || first === undefined) return found(notAsked(refused?.address ?? host), []);
      return options.all === true ? found(null, addresses) : found(null, first.address, first.family);
    });
  };
}

async function readText(response: IncomingMessage): Promise<string> {
  const { statusCode, headers } = response;
  if (statusCode !== 200)
    throw new DocumentRefused(`the answer has the status ${statusCode}; redirects are not followed`);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new DocumentRefused(`the answer is encoded as ${headers['content-encoding']}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > webIdentityLimits.documentBytesMax) {
      throw new DocumentRefused(`the answer is longer than ${webIdentityLimits.documentBytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
