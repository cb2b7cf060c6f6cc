/** Requests to S3 signed in advance, whose bodies are not part of the signature. */
import { createHash, createHmac } from 'node:crypto';

export interface S3Signer {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secret: string;
}

export interface S3Request {
  readonly method: string;
  readonly path: string;
  /** Sorted, as it stands behind the question mark. */
  readonly query?: string;
  readonly bytes?: number;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The headers that make a request the signer's. */
export function signedHeaders(
  { port, accessKeyId, secret }: S3Signer,
  { method, path, query = '', bytes = 0 }: S3Request,
): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const host = `127.0.0.1:${port}`;
  const scope = `${day}/us-east-1/s3/aws4_request`;
  const payload = 'UNSIGNED-PAYLOAD';
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = `${method}\n${path}\n${query}\nhost:${host}\nx-amz-content-sha256:${payload}\nx-amz-date:${date}\n\n${names}\n${payload}`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const key = [day, 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(
    (k, part) => hmac(k, part),
    `AWS4${secret}`,
  );
  return {
    host,
    'content-length': String(bytes),
    'x-amz-content-sha256': payload,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hmac(key, toSign).toString('hex')}`,
  };
}

/** As bytes for a socket. */
export function requestBytes(signer: S3Signer, request: S3Request, body: Buffer): Buffer {
  const { method, path, query } = request;
  const headers = Object.entries(signedHeaders(signer, { ...request, bytes: body.length }));
  const target = query === undefined ? path : `${path}?${query}`;
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n')), body]);
}
