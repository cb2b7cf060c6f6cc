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
export function signedForm(signer: Signer, form: string): Buffer {
  return signedPost(signer, form, 'application/x-www-form-urlencoded; charset=utf-8');
}

/** A POST of a JSON protocol, awsJson1.0 or awsJson1.1. */
export function signedJson(signer: Signer, target: string, input: object, version: '1.0' | '1.1' = '1.0'): Buffer {
  return signedPost(signer, JSON.stringify(input), `application/x-amz-json-${version}`, target);
}

function signedPost(
  { port, accessKeyId, secret, service, region }: Signer,
  form: string,
  type: string,
  target?: string,
): Buffer {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const host = `127.0.0.1:${port}`;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const names = `content-type;host;x-amz-date${target === undefined ? '' : ';x-amz-target'}`;
  const targeted = target === undefined ? '' : `x-amz-target:${target}\n`;
  const canonical = `POST\n/\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\n${targeted}\n${names}\n${sha256(form)}`;
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
      ...(target === undefined ? [] : [`x-amz-target: ${target}`]),
      `authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
      '',
      form,
    ].join('\r\n'),
  );
}
