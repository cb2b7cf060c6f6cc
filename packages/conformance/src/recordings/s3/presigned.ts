/** Recorded scenarios of presigned URLs that are not right. URLs are made by hand, so that they can be made wrong. */
import { createHash, createHmac } from 'node:crypto';
import type { Json } from '../corpus.ts';
import { errorMembers } from './error-document.ts';
import type { S3Stage } from './s3-stage.ts';
import { each, type S3Scenarios } from './scenario.ts';

interface Presigned {
  readonly method?: 'GET' | 'PUT';
  readonly expires?: number;
  /** Seconds before now. */
  readonly ago?: number;
}

const object = { Key: 'test-key' };

/** Clients sign by the clock on the wall, which nobody moves. */
async function wallTime({ stage }: S3Stage): Promise<number> {
  const { headers } = await fetch(`${stage.cloud.endpoint}/_lockstead/health`);
  return Date.parse(headers.get('date') ?? '');
}

/** For one object, signed over its host alone. */
async function presign(
  s3: S3Stage,
  bucket: string,
  { method = 'GET', expires = 60, ago = 0 }: Presigned = {},
): Promise<URL> {
  const { cloud } = s3.stage;
  const { accessKeyId, secretAccessKey } = cloud.clientConfig().credentials;
  const at = new Date((await wallTime(s3)) - ago * 1000);
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), cloud.region, 's3', 'aws4_request'];
  const url = new URL(`/${bucket}/${object.Key}`, cloud.endpoint);
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKeyId}/${scope.join('/')}`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(expires)],
    ['X-Amz-SignedHeaders', 'host'],
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`);
  const canonical = [method, url.pathname, query.join('&'), `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join(
    '\n',
  );
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = scope.reduce<Buffer | string>(
    (before, part) => createHmac('sha256', before).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope.join('/')}\n${hash}`;
  url.search = `${query.join('&')}&X-Amz-Signature=${createHmac('sha256', key).update(toSign).digest('hex')}`;
  return url;
}

/** The document of an error, as others have parsed it. */
async function recordError(
  s3: S3Stage,
  label: string,
  asking: Promise<Response>,
  more: (status: number) => { readonly [member: string]: Json } = () => ({}),
): Promise<void> {
  const answer = await asking;
  s3.stage.answers.set(label, { Error: errorMembers(await answer.text()), ...more(answer.status) });
}

const virtualHosts = ['s3v4-False', 's3v4-True'] as const;

export const presignedScenarios: S3Scenarios = {
  ...each('test_presigned_url_signature_authentication', virtualHosts, () => async (s3) => {
    const bucket = await s3.newBucket();
    for (const method of ['GET', 'PUT'] as const) {
      const url = await presign(s3, bucket, { method });
      url.searchParams.append('more', 'than-was-signed');
      await recordError(s3, `invalid-${method.toLowerCase()}-1`, fetch(url, { method }));
    }
  }),

  ...each('test_presigned_url_signature_authentication_expired', virtualHosts, () => async (s3) => {
    await recordError(s3, 'expired', fetch(await presign(s3, await s3.newBucket(), { expires: 1, ago: 10 })));
  }),

  'test_s3_presigned_url_expired[s3v4]': async (s3) => {
    await recordError(s3, 'expired-exception', fetch(await presign(s3, await s3.newBucket(), { expires: 2, ago: 10 })));
  },

  test_presigned_double_encoded_credentials: async (s3) => {
    const url = await presign(s3, await s3.newBucket());
    url.searchParams.set('X-Amz-Credential', encodeURIComponent(url.searchParams.get('X-Amz-Credential') ?? ''));
    await recordError(s3, 'error-malformed', fetch(url));
  },

  ...each('test_put_object_with_md5_and_chunk_signature_bad_headers', virtualHosts, () => async (s3) => {
    const bucket = await s3.newBucket();
    const put = async (headers: Readonly<Record<string, string>>): Promise<Response> => {
      const url = await presign(s3, bucket, { method: 'PUT' });
      return await fetch(url, {
        method: 'PUT',
        body: 'test',
        headers: { 'x-amz-date': '20261201T000000Z', ...headers },
      });
    };
    await recordError(s3, 'with-decoded-content-length', put({ 'x-amz-decoded-content-length': '4' }));
    await recordError(s3, 'without-decoded-content-length', put({}));
  }),

  test_s3_put_presigned_url_same_header_and_qs_parameter: async (s3) => {
    const url = await presign(s3, await s3.newBucket(), { method: 'PUT' });
    const sent = fetch(url, { method: 'PUT', body: 'test', headers: { 'x-amz-expires': '3000' } });
    await recordError(s3, 'override-signed-qs', sent, (StatusCode) => ({ StatusCode }));
  },
};
