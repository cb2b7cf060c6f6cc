/** Requests signed in advance, as bytes for a socket. */
import { createHash, createHmac } from 'node:crypto';

export interface Signer {
  readonly port: number;
  readonly accessKeyId: string;
  readonly secret: string;
  readonly service: string;
  readonly region: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A query-protocol POST. */
export function signedForm({ port, accessKeyId, secret, service, region }: Signer, form: string): Buffer {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const host = `127.0.0.1:${port}`;
  const type = 'application/x-www-form-urlencoded; charset=utf-8';
  const scope = `${day}/${region}/${service}/aws4_request`;
  const names = 'content-type;host;x-amz-date';
  const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\n\n${names}\n${sha256(form)}`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (k, part) => hmac(k, part),
    `AWS4${secret}`,
  );
  const signature = hmac(key, toSign).toString('hex');
  return Buffer.from(
    [
      'POST / HTTP/1.1',
      `host: ${host}`,
      `content-type: ${type}`,
      `content-length: ${Buffer.byteLength(form)}`,
      `x-amz-date: ${date}`,
      'user-agent: lockstead-bench/1',
      `authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
      '',
      form,
    ].join('\r\n'),
  );
}
