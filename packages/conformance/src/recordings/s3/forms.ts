/** Recorded scenarios of forms that a browser posts. They are signed by hand, so that they can be made wrong. */
import { createHmac } from 'node:crypto';
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { errorMembers } from './error-document.ts';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

interface Posted {
  readonly key: string;
  readonly content: string;
  /** Absent: the file comes as text. */
  readonly filename?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly conditions?: readonly unknown[];
  /** Changes the fields after they were signed. */
  readonly change?: (fields: Map<string, string>) => void;
  readonly isOlder?: boolean;
}

/** As botocore makes it, by Version 4 or 2. */
async function post(s3: S3Stage, bucket: string, posted: Posted): Promise<Response> {
  const { key, content, filename, fields: more = {}, conditions = [], change, isOlder = false } = posted;
  const { cloud } = s3.stage;
  const { accessKeyId, secretAccessKey } = cloud.clientConfig().credentials;
  const now = cloud.clock.now();
  const date = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), cloud.region, 's3', 'aws4_request'];
  const newer = {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${accessKeyId}/${scope.join('/')}`,
    'x-amz-date': date,
  };
  const signed = isOlder ? {} : newer;
  const variable = key.indexOf('$');
  const ofKey = variable < 0 ? { key } : ['starts-with', '$key', key.slice(0, variable)];
  const all = [
    { bucket },
    ofKey,
    ...conditions,
    ...Object.entries({ ...more, ...signed }).map(([name, value]) => ({ [name]: value })),
  ];
  const expiration = new Date(now.getTime() + 60_000).toISOString();
  const policy = Buffer.from(JSON.stringify({ expiration, conditions: all })).toString('base64');
  const fields = new Map(Object.entries({ key, ...more, ...signed, policy }));
  if (isOlder) {
    fields.set('AWSAccessKeyId', accessKeyId);
    fields.set('signature', createHmac('sha1', secretAccessKey).update(policy).digest('base64'));
  } else {
    const signingKey = scope.reduce<Buffer | string>(
      (before, part) => createHmac('sha256', before).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
    fields.set('x-amz-signature', createHmac('sha256', signingKey).update(policy).digest('hex'));
  }
  change?.(fields);
  const form = new FormData();
  for (const [name, value] of fields) form.set(name, value);
  if (filename === undefined) form.set('file', content);
  else form.set('file', new Blob([content]), filename);
  return await fetch(new URL(`/${bucket}`, cloud.endpoint), { method: 'POST', body: form });
}

async function recordRefusal(
  s3: S3Stage,
  label: string,
  asking: Promise<Response>,
  withStatus: boolean = false,
): Promise<void> {
  const answer = await asking;
  const members = errorMembers(await answer.text());
  s3.stage.answers.set(label, withStatus ? { Error: members, StatusCode: answer.status } : { Error: members });
}

async function kept(asking: Promise<Response>): Promise<void> {
  const { status } = await asking;
  if (status !== 204) throw new TypeError(`a form was answered ${status}`);
}

export const formScenarios: S3Scenarios = {
  test_post_object_policy_validation_size: async (s3) => {
    const bucket = await s3.newBucket();
    const sized = (content: string, min: unknown = 5): Promise<Response> =>
      post(s3, bucket, { key: 'k', content, filename: 'f', conditions: [['content-length-range', min, 10]] });
    await recordRefusal(s3, 'invalid-content-length-too-big', sized('a'.repeat(12)));
    await recordRefusal(s3, 'invalid-content-length-too-small', sized('a'));
    await recordRefusal(s3, 'invalid-content-length-wrong-type', sized('a'.repeat(10), 'test'));
    await kept(sized('a'.repeat(10)));
    await s3.record('final-object', s3.client().send(new GetObjectCommand({ Bucket: bucket, Key: 'k' })));
  },

  test_post_object_with_file_as_string: async (s3) => {
    const Bucket = await s3.newBucket();
    const Key = 'test-presigned-post-file-as-field';
    await kept(post(s3, Bucket, { key: Key, content: 'test-body-file-as-field' }));
    await s3.record('head-object', s3.client().send(new HeadObjectCommand({ Bucket, Key })));
    const content = 'test-body-file-as-field-filename-replacement';
    await kept(post(s3, Bucket, { key: `file-as-field-\${filename}`, content }));
    await s3.record('list-objects', s3.client().send(new ListObjectsV2Command({ Bucket })));
  },

  test_post_object_with_storage_class: async (s3) => {
    const Bucket = await s3.newBucket();
    const form = { key: 'k', content: 'test-body-storage-class', filename: 'f' };
    await kept(post(s3, Bucket, { ...form, fields: { 'x-amz-storage-class': 'STANDARD_IA' } }));
    await s3.record('head-object', s3.client().send(new HeadObjectCommand({ Bucket, Key: 'k' })));
    const wrong = post(s3, Bucket, { ...form, fields: { 'x-amz-storage-class': 'FakeClass' } });
    await recordRefusal(s3, 'invalid-storage-error', wrong);
  },

  'test_post_object_with_tags[invalid]': async (s3) => {
    const Bucket = await s3.newBucket();
    const fields = { tagging: '<InvalidXmlTagging></InvalidXmlTagging>' };
    await kept(post(s3, Bucket, { key: 'k', content: 'x', filename: 'f', fields }));
    await s3.record('get-tagging', s3.client().send(new GetObjectTaggingCommand({ Bucket, Key: 'k' })));
  },

  'test_post_request_malformed_policy[s3v4]': async (s3) => {
    const change = (fields: Map<string, string>): void => {
      fields.set('policy', 'invalid');
    };
    const form = { key: 'k', content: 'x', filename: 'f', change };
    await recordRefusal(s3, 'exception-policy', post(s3, await s3.newBucket(), form), true);
  },

  'test_post_request_missing_signature[s3v4]': async (s3) => {
    const form = {
      key: 'k',
      content: 'x',
      change: (fields: Map<string, string>) => void fields.delete('x-amz-signature'),
    };
    await recordRefusal(s3, 'exception-missing-signature', post(s3, await s3.newBucket(), form), true);
  },

  'test_post_request_missing_signature[s3]': async (s3) => {
    const change = (fields: Map<string, string>): void => void fields.delete('signature');
    const form = { key: 'k', content: 'x', isOlder: true, change };
    await recordRefusal(s3, 'exception-missing-signature', post(s3, await s3.newBucket(), form), true);
  },
};
