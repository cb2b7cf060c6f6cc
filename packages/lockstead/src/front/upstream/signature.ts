/**
 * By which account, and with which signature, a backend is asked. Most emulators look at no signature and take the account from the access
 * key id; what checks signatures is given real ones, by a key that is configured for it.
 */

import { createHash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AccountId } from '#kernel/ids';
import { Sha256 } from '#kernel/sha256';
import type { Upstream } from './upstream.ts';

export interface Unsigned {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where it streams. */
  readonly body: Buffer | undefined;
}

export interface Asking {
  /** The owner of what the request is about. */
  readonly account: AccountId;
  readonly signingName: string;
  readonly region: string;
  readonly at: Date;
}

/** The headers, with those that say who asks. */
export async function signedFor(
  upstream: Upstream,
  unsigned: Unsigned,
  asking: Asking,
): Promise<Record<string, string>> {
  const { account, sign } = upstream;
  const headers: Record<string, string> = { ...unsigned.headers };
  if (account.by !== 'fixed') headers['x-moto-account-id'] = asking.account;
  if (sign !== undefined) return await really(sign, unsigned, headers, asking);
  return Object.assign(headers, claim(upstream, asking));
}

const noSignature = '0'.repeat(64);
let second = Number.NaN;
let secondDate = '';

/** `20261130T101112Z`: made once a second. */
function amzDate(at: Date): string {
  const asked = Math.floor(at.getTime() / 1000);
  if (asked !== second) {
    second = asked;
    secondDate = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  }
  return secondDate;
}

/** A credential that names the account, and a signature that is none. */
function claim({ account }: Upstream, { account: owner, region, signingName, at }: Asking): Record<string, string> {
  const date = amzDate(at);
  const key = account.by === 'accessKey' ? owner : account.by === 'fixed' ? account.id : 'lockstead';
  const scope = `${date.slice(0, 8)}/${region}/${signingName}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=host;x-amz-date, Signature=${noSignature}`,
    'x-amz-date': date,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  };
}

/** Headers that a proxy on the way may change, or that the client of Node writes by itself. */
const unsignedHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'content-length',
  'user-agent',
  'x-amzn-trace-id',
]);

async function really(
  { accessKeyId, secretAccessKey }: NonNullable<Upstream['sign']>,
  { method, path, query, body }: Unsigned,
  headers: Record<string, string>,
  { region, signingName, at }: Asking,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: signingName,
    region,
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    sha256: Sha256,
    applyChecksum: false,
    // S3 signs its paths as they are, all others encode them once more.
    uriEscapePath: signingName !== 's3',
  });
  const hash = body === undefined ? 'UNSIGNED-PAYLOAD' : createHash('sha256').update(body).digest('hex');
  const parameters: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: headers['host'] ?? '',
      path,
      query: parameters,
      headers: { ...headers, 'x-amz-content-sha256': hash },
    },
    { signingDate: at, unsignableHeaders: new Set(unsignedHeaders) },
  );
  return signed.headers;
}
