/**
 * A probe on its way: signed by hand, since a probe is what no client would send, and given up where no answer comes.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from 'node:crypto';
import { type Agent, request as httpRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ProbeRequest } from '@lockstead/wire';

export interface Signer {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  /** The service's signing name. */
  readonly service: string;
  readonly at: Date;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** No request of a probe has work for so long. */
const answerMsMax = 10_000;

/** Rejects where no whole answer comes in time. */
export async function sendSigned(endpoint: string, agent: Agent, probe: ProbeRequest, signer: Signer): Promise<Reply> {
  const url = new URL(endpoint);
  const headers = signedHeaders(url.host, probe, signer);
  return await new Promise((resolve, reject) => {
    const sent = httpRequest({
      agent,
      host: url.hostname,
      port: url.port,
      method: probe.method,
      path: probe.query === '' ? probe.path : `${probe.path}?${probe.query}`,
      headers: { ...headers, 'content-length': Buffer.byteLength(probe.body) },
      timeout: answerMsMax,
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${answerMsMax} ms`)));
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: said } = response;
      buffer(response).then((bytes) => resolve({ status, headers: said, text: bytes.toString('utf8') }), reject);
    });
    sent.end(probe.body);
  });
}

function signedHeaders(host: string, probe: ProbeRequest, { credentials, region, service, at }: Signer): object {
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const hash = sha256(probe.body);
  const all: Record<string, string> = { ...probe.headers, host, 'x-amz-date': date, 'x-amz-content-sha256': hash };
  const names = Object.keys(all).sort();
  const canonical = [
    probe.method,
    // Encoded once more than it was sent; S3 alone signs a path as it is.
    service.startsWith('s3') ? probe.path : probe.path.split('/').map(encodeStrictly).join('/'),
    canonicalQuery(probe.query),
    ...names.map((name) => `${name.toLowerCase()}:${all[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';').toLowerCase(),
    hash,
  ].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope}`;
  const signedNames = names.join(';').toLowerCase();
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2);
    return `${encodeStrictly(decodeURIComponent(name))}=${encodeStrictly(decodeURIComponent(value))}`;
  });
  return pairs.sort().join('&');
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
