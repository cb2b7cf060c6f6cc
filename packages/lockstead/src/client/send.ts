/** One HTTP exchange with a Lockstead, bounded in size and time. */
import { type IncomingMessage, request as plain, type RequestOptions } from 'node:http';
import { request as secured } from 'node:https';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { Unsigned } from './sign.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const answerBytesMax = 64 * 1024 * 1024;
const silenceMsMax = 15_000;

export async function send(
  { method, url, body }: Unsigned,
  headers: Readonly<Record<string, string>>,
  certificates: readonly string[],
  silenceMs: number = silenceMsMax,
): Promise<Reply> {
  const options: RequestOptions = { method, headers, agent: false, timeout: silenceMs };
  return await new Promise((resolve, reject) => {
    const onReply = (reply: IncomingMessage): void => {
      readAll(reply).then((text) => resolve({ status: reply.statusCode ?? 0, body: text }), reject);
    };
    const sending =
      url.protocol === 'https:'
        ? secured(url, { ...options, ...trust(url, certificates) }, onReply)
        : plain(url, options, onReply);
    sending.on('timeout', () => sending.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    sending.on('error', reject);
    sending.end(body);
  });
}

/**
 * Certificates that the server made for itself are trusted on loopback: the connection does not leave this machine, and a signed call gives
 * no secret away. Elsewhere somebody has to vouch for them.
 */
function trust(url: URL, certificates: readonly string[]): { ca?: string[]; rejectUnauthorized?: boolean } {
  if (isLoopback(url.hostname)) return { rejectUnauthorized: false };
  return certificates.length === 0 ? {} : { ca: [...rootCertificates, ...certificates] };
}

function isLoopback(hostname: string): boolean {
  const isName = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]';
  return isName || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}

async function readAll(reply: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error(`the answer is longer than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
