/** Forms as browsers post them, and one that is signed by hand, so that it can be made wrong. */
import { createHmac } from 'node:crypto';
import type { Keys } from '../support/lockstead.ts';

/** In their order; several may have one name. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface FormFile {
  readonly content: string | Buffer;
  /** Absent for a file that comes as text. */
  readonly filename?: string;
}

export const formBoundary = '----form-of-a-browser';

/** The body of a form; `file` may be several, or none. */
export function formBody(fields: Fields, ...files: readonly FormFile[]): Buffer {
  const parts = [
    ...fields.map(([name, value]) => [`name="${name}"`, value] as const),
    ...files.map(
      ({ content, filename }) =>
        [`name="file"${filename === undefined ? '' : `; filename="${filename}"`}`, content] as const,
    ),
  ];
  return Buffer.concat([
    ...parts.flatMap(([head, value]) => [
      Buffer.from(`--${formBoundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${formBoundary}--\r\n`),
  ]);
}

export const formType: string = `multipart/form-data; boundary=${formBoundary}`;

export async function post(url: string, body: Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': formType, ...headers },
    body: new Uint8Array(body),
    redirect: 'manual',
  });
}

export interface SignedForm {
  readonly keys: Keys;
  readonly bucket: string;
  readonly key: string;
  readonly fields?: Fields;
  /** Beside those of the bucket, the key and the signature. Without it each field has one. */
  readonly conditions?: readonly unknown[];
  readonly expiresIn?: number;
  /** In place of the policy that would be made. */
  readonly policy?: string;
}

/** The fields of a form that is signed. */
export function signedFields({ keys, bucket, key, fields = [], expiresIn = 60, ...more }: SignedForm): Fields {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const ofSignature: Fields = [
    ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
    ['x-amz-credential', `${keys.accessKeyId}/${scope}`],
    ['x-amz-date', date],
    ...(keys.sessionToken === undefined ? [] : [['x-amz-security-token', keys.sessionToken] as const]),
  ];
  const conditions = [
    { bucket },
    ...ofSignature.map(([name, value]) => ({ [name]: value })),
    ...(more.conditions ?? [{ key }, ...fields.map(([name, value]) => ({ [name]: value }))]),
  ];
  const expiration = new Date(Date.now() + expiresIn * 1000).toISOString();
  const policy = more.policy ?? Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signingKey = [date.slice(0, 8), 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = createHmac('sha256', signingKey).update(policy).digest('hex');
  return [['key', key], ...ofSignature, ...fields, ['policy', policy], ['x-amz-signature', signature]];
}

/** The same, signed by Version 2, as boto3 does it by default. */
export function olderFields({ keys, bucket, key, conditions = [{ key }], expiresIn = 60 }: SignedForm): Fields {
  const token = keys.sessionToken === undefined ? [] : [['x-amz-security-token', keys.sessionToken] as const];
  const all = [{ bucket }, ...conditions, ...token.map(([name, value]) => ({ [name]: value }))];
  const expiration = new Date(Date.now() + expiresIn * 1000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: all })).toString('base64');
  const signature = createHmac('sha1', keys.secretAccessKey).update(policy).digest('base64');
  return [['key', key], ['AWSAccessKeyId', keys.accessKeyId], ...token, ['policy', policy], ['signature', signature]];
}

/** An answer of S3 as code and message; the code is empty where it is none. */
export async function saidOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const text = await response.text();
  const unescaped = (name: string): string =>
    (new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'");
  return { status: response.status, code: unescaped('Code'), message: unescaped('Message') };
}
