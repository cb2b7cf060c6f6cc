/** Forms that a browser posts: from the SDK, signed by hand, and signed by nobody. */
import { request } from 'node:http';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Fields,
  formBody,
  formBoundary,
  formType,
  olderFields,
  post,
  type SignedForm,
  saidOf,
  signedFields,
} from './forms.ts';
import { openS3House, openUp, policyOf, type S3House, textOf } from './support.ts';

let it: S3House;
let url: string;
beforeAll(async () => {
  it = await openS3House();
  url = `${it.house.endpoint}/forms`;
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'forms' }));
});
afterAll(() => it[Symbol.asyncDispose]());

const file = { content: 'content', filename: 'picture.jpg' };

async function posted(form: Partial<SignedForm>, ...files: readonly { content: string; filename?: string }[]) {
  const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'k', ...form });
  return await post(url, formBody(fields, ...(files.length === 0 ? [file] : files)));
}

const read = (Key: string): Promise<string> => textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'forms', Key })));

describe('createPresignedPost of the SDK', () => {
  test('an upload, with a file name in the key and a length that is kept', async () => {
    const { url: action, fields } = await createPresignedPost(it.admin as never, {
      Bucket: 'forms',
      Key: `up/\${filename}`,
      Conditions: [
        ['content-length-range', 1, 10],
        ['starts-with', '$Content-Type', 'image/'],
      ],
      Fields: { 'Content-Type': 'image/png', 'x-amz-meta-who': 'rita', success_action_status: '201' },
      Expires: 60,
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob(['0123456789']), 'a/b.png');
    const answer = await fetch(action, { method: 'POST', body: form });
    const text = await answer.text();
    expect(answer.status, text).toBe(201);
    expect(text).toContain(`<Location>${url}/up%2Fb.png</Location><Bucket>forms</Bucket><Key>up/b.png</Key>`);
    const head = await it.admin.send(new s3.HeadObjectCommand({ Bucket: 'forms', Key: 'up/b.png' }));
    expect(head).toMatchObject({ ContentLength: 10, ContentType: 'image/png', Metadata: { who: 'rita' } });
    expect(text).toContain(`<ETag>${head.ETag?.replaceAll('"', '&quot;')}</ETag>`);

    form.set('file', new Blob(['0123456789a']), 'c.png');
    expect(await saidOf(await fetch(action, { method: 'POST', body: form }))).toMatchObject({ code: 'EntityTooLarge' });
    form.set('file', new Blob([]), 'c.png');
    expect(await saidOf(await fetch(action, { method: 'POST', body: form }))).toMatchObject({ code: 'EntityTooSmall' });
    await expect(read('up/c.png')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('with temporary credentials, whose token is a field', async () => {
    const config = it.house.clientConfig(it.house.accounts[0].admin);
    const iam = new IAMClient(config);
    const trust = { Effect: 'Allow', Principal: { AWS: it.house.accounts[0].id }, Action: 'sts:AssumeRole' };
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: 'poster', AssumeRolePolicyDocument: policyOf(trust) }),
    );
    const may = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::forms/role/*' };
    await iam.send(new PutRolePolicyCommand({ RoleName: 'poster', PolicyName: 'own', PolicyDocument: policyOf(may) }));
    const { Credentials } = await new STSClient(config).send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'session' }),
    );
    const keys = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    expect((await posted({ keys, key: 'role/k' })).status).toBe(204);
    const denied = await saidOf(await posted({ keys, key: 'other/k' }));
    expect(denied).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(denied.message).toContain(
      'is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::forms/other/k"',
    );
  });
});

describe('what is answered', () => {
  test.each<[string | undefined, number]>([
    [undefined, 204],
    ['200', 200],
    ['201', 201],
    ['204', 204],
    ['404', 204],
    ['', 204],
  ])('success_action_status %j is answered %i', async (status, expected) => {
    const answer = await posted({
      fields: status === undefined ? [] : [['success_action_status', status]],
      key: 'a/ü b',
    });
    expect(answer.status).toBe(expected);
    expect(answer.headers.get('location')).toBe(`${url}/a%2F%C3%BC%20b`);
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(answer.headers.get('x-amz-server-side-encryption')).toBe('AES256');
    expect(await read('a/ü b')).toBe('content');
  });

  test.each<[string, string | undefined]>([
    [
      'http://example.com/done',
      'http://example.com/done?bucket=forms&key=r%2Fk&etag=%229a0364b9e99bb480dd25e1f0284c8555%22',
    ],
    [
      'https://example.com/?a=b#c',
      'https://example.com/?a=b&bucket=forms&key=r%2Fk&etag=%229a0364b9e99bb480dd25e1f0284c8555%22#c',
    ],
    ['javascript:alert(1)', undefined],
    ['//example.com/', undefined],
    ['ftp://example.com/', undefined],
    ['http://', undefined],
  ])('success_action_redirect %j leads to %j', async (target, expected) => {
    const answer = await posted({ fields: [['success_action_redirect', target]], key: 'r/k' });
    if (expected === undefined) expect(answer.status).toBe(204);
    else expect([answer.status, answer.headers.get('location')]).toEqual([303, expected]);
  });
});

test('fields are the headers of the upload', async () => {
  const { KeyMetadata } = await new KMSClient(it.house.clientConfig(it.house.accounts[0].admin)).send(
    new CreateKeyCommand({}),
  );
  const fields: Fields = [
    ['Content-Type', 'text/plain'],
    ['Cache-Control', 'max-age=1'],
    ['Content-Disposition', 'attachment'],
    ['Content-Encoding', 'identity'],
    ['Expires', 'Wed, 21 Oct 2026 07:28:00 GMT'],
    ['x-amz-storage-class', 'STANDARD_IA'],
    ['x-amz-server-side-encryption', 'aws:kms'],
    ['x-amz-server-side-encryption-aws-kms-key-id', KeyMetadata?.KeyId ?? ''],
    ['x-amz-website-redirect-location', '/elsewhere'],
    ['x-amz-checksum-sha256', '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M='],
    ['Content-MD5', 'mgNkuembtIDdJeHwKEyFVQ=='],
    ['tagging', '<Tagging><TagSet><Tag><Key>a b</Key><Value>c+d</Value></Tag></TagSet></Tagging>'],
    ['x-ignore-this', 'x'],
  ];
  const answer = await posted({ fields, key: 'full' });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
  const head = await it.admin.send(new s3.HeadObjectCommand({ Bucket: 'forms', Key: 'full', ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({
    ContentType: 'text/plain',
    CacheControl: 'max-age=1',
    ContentDisposition: 'attachment',
    ContentEncoding: 'identity',
    ExpiresString: 'Wed, 21 Oct 2026 07:28:00 GMT',
    StorageClass: 'STANDARD_IA',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: KeyMetadata?.Arn,
    WebsiteRedirectLocation: '/elsewhere',
    ChecksumSHA256: '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=',
  });
  const { TagSet } = await it.admin.send(new s3.GetObjectTaggingCommand({ Bucket: 'forms', Key: 'full' }));
  expect(TagSet).toEqual([{ Key: 'a b', Value: 'c+d' }]);
});

describe('a form that is refused', () => {
  const day = 86_400;
  test.each<[string, Partial<SignedForm>, string, string]>([
    ['a policy that is over', { expiresIn: -1 }, 'AccessDenied', 'Invalid according to Policy: Policy expired.'],
    [
      'a field that the policy does not name',
      { fields: [['acl', 'private']], conditions: [{ key: 'k' }] },
      'AccessDenied',
      'Invalid according to Policy: Extra input fields: acl',
    ],
    [
      'another key than the policy names',
      { conditions: [{ key: 'other' }] },
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "other"]',
    ],
    [
      'another bucket',
      { bucket: 'other' },
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "other"]',
    ],
    [
      'limits of the length that are no numbers',
      { conditions: [{ key: 'k' }, ['content-length-range', 'test', 10]] },
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["content-length-range", "test", "10"]',
    ],
    ['a policy that is none', { policy: 'bm9uZQ==' }, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.'],
    [
      'a storage class that is none',
      { fields: [['x-amz-storage-class', 'FakeClass']] },
      'InvalidStorageClass',
      'The storage class you specified is not valid',
    ],
    [
      'tags that are no document',
      { fields: [['tagging', 'this is not xml']] },
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      'a digest that is another',
      { fields: [['Content-MD5', 'AAAAAAAAAAAAAAAAAAAAAA==']] },
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
    ],
    ['a key that is empty', { key: '' }, 'InvalidArgument', 'User key must have a length greater than 0.'],
    ['a key that is too long', { key: 'k'.repeat(1025) }, 'KeyTooLongError', 'Your key is too long'],
    [
      'an ACL where there are none',
      { fields: [['acl', 'public-read']] },
      'AccessControlListNotSupported',
      'The bucket does not allow ACLs',
    ],
  ])('%s', async (_, form, code, message) => {
    expect(await saidOf(await posted({ expiresIn: day, ...form }))).toMatchObject({ code, message });
  });

  test('another secret, and a policy that was changed', async () => {
    const keys = { ...it.house.accounts[0].admin, secretAccessKey: 'x'.repeat(40) };
    const answer = await (await posted({ keys })).text();
    expect(answer).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(answer).toContain('<StringToSign>ey');
    expect(answer).not.toContain('CanonicalRequest');
    expect(await saidOf(await posted({ keys: { ...keys, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } }))).toMatchObject({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
  });

  test.each<[string, (fields: Fields) => Fields, number, string]>([
    [
      'without a signature',
      (fields) => fields.filter(([name]) => name !== 'x-amz-signature'),
      400,
      "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields.",
    ],
    [
      'without a key',
      (fields) => fields.filter(([name]) => name !== 'key'),
      400,
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
    ],
    ['with two keys', (fields) => [...fields, ['Key', 'k']], 400, 'Bucket POST must contain each field once.'],
  ])('%s', async (_, change, status, message) => {
    const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'k' });
    expect(await saidOf(await post(url, formBody(change(fields), file)))).toMatchObject({ status, message });
  });

  test('two files, no file, a field that should stand before the file', async () => {
    const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'files' });
    const message = 'POST requires exactly one file upload per request.';
    expect(await saidOf(await post(url, formBody(fields, file, file)))).toMatchObject({
      code: 'InvalidArgument',
      message,
    });
    expect(await saidOf(await post(url, formBody(fields)))).toMatchObject({ code: 'InvalidArgument', message });
    await expect(read('files')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const opened = formBody([], file);
    const late = Buffer.concat([
      opened.subarray(0, opened.lastIndexOf('--', -5 - formBoundary.length)),
      formBody(fields),
    ]);
    const { message: missing } = await saidOf(await post(url, late));
    expect(missing).toContain("must contain a field named 'key'");
  });

  test('a body that is no form, one of unknown length, and a signature beside the form', async () => {
    const send = async (headers: Record<string, string>): Promise<Response> =>
      await fetch(url, { method: 'POST', body: 'x', headers });
    expect(await saidOf(await send({ 'content-type': 'multipart/form-data' }))).toMatchObject({
      status: 412,
      code: 'PreconditionFailed',
    });
    expect(
      await byHost('forms.s3.localhost', formBody([['key', 'k']], file), { 'transfer-encoding': 'chunked' }),
    ).toMatchObject({ status: 411 });
    const presigned = `${url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a`;
    expect((await post(presigned, formBody([['key', 'k']], file))).status).toBeGreaterThanOrEqual(400);
    const scope = `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/us-east-1/s3/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    const signed = await post(url, formBody([['key', 'k']], file), { authorization, 'x-amz-date': '20260101T000000Z' });
    expect((await saidOf(signed)).message).toContain('Only one auth mechanism allowed');
  });
});

/** Sent to the server under another name, which a resolver may not know. */
function byHost(
  name: string,
  body: Buffer,
  more: Record<string, string | number> = { 'content-length': body.length },
): Promise<{ status?: number | undefined; location?: string | undefined }> {
  const { port } = new URL(url);
  const headers = { host: `${name}:${port}`, 'content-type': formType, ...more };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method: 'POST', path: '/', headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, location: answer.headers.location });
    })
      .on('error', reject)
      .end(body);
  });
}

test('a form may be sent to a host name that names the bucket', async () => {
  const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'by host/ü' });
  for (const host of ['forms.s3.localhost', 'forms.localhost']) {
    const { port } = new URL(url);
    const { location } = await byHost(host, formBody(fields, file));
    expect(location).toBe(`http://${host}:${port}/by%20host%2F%C3%BC`);
  }
  expect(await read('by host/ü')).toBe('content');
});

test('a form that nobody signed is judged as nobody', async () => {
  expect(await saidOf(await post(url, formBody([['key', 'anonymous']], file)))).toMatchObject({
    status: 403,
    message: 'Access Denied',
  });
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'open-forms' }));
  await openUp(it.admin, 'open-forms');
  const Policy = policyOf({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::open-forms/*',
  });
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'open-forms', Policy }));
  const open = `${it.house.endpoint}/open-forms`;
  expect((await post(open, formBody([['key', `\${filename}`]], file))).status).toBe(204);
  expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'open-forms', Key: 'picture.jpg' })))).toBe(
    'content',
  );
});

test('conditions see how it was signed', async () => {
  const keys = await it.user('only-forms', [
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: '*',
      Condition: { StringEquals: { 's3:authType': 'POST' }, NumericLessThan: { 's3:signatureAge': 60_000 } },
    },
  ]);
  expect((await posted({ keys })).status).toBe(204);
  const put = it.client(keys).send(new s3.PutObjectCommand({ Bucket: 'forms', Key: 'k', Body: 'x' }));
  await expect(put).rejects.toMatchObject({ name: 'AccessDenied' });
});

describe('Signature Version 2', () => {
  const form = () => ({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'older' });

  test('is taken, and bound by its policy', async () => {
    expect((await post(url, formBody(olderFields(form()), file))).status).toBe(204);
    expect(await read('older')).toBe('content');
    const others: readonly (readonly [Fields, string])[] = [
      [olderFields({ ...form(), expiresIn: -1 }), 'Policy expired'],
      [olderFields({ ...form(), conditions: [{ key: 'other' }] }), 'Policy Condition failed'],
      [[...olderFields(form()), ['acl', 'private']], 'Extra input fields: acl'],
      [olderFields({ ...form(), bucket: 'other' }), 'Policy Condition failed'],
      [olderFields({ ...form(), keys: { ...form().keys, secretAccessKey: 'x'.repeat(40) } }), 'does not match'],
      [olderFields(form()).filter(([name]) => name !== 'signature'), "must contain a field named 'Signature'"],
      [olderFields(form()).filter(([name]) => name !== 'policy'), "must contain a field named 'Policy'"],
      [
        olderFields(form()).map(([name, value]) => [name, name === 'signature' ? '' : value]),
        "must contain a field named 'Signature'",
      ],
      // Of both versions there is no telling which counts.
      [[...olderFields(form()), ['x-amz-algorithm', 'AWS4-HMAC-SHA256']], 'must contain a field named'],
    ];
    for (const [fields, message] of others) {
      expect((await saidOf(await post(url, formBody(fields, file)))).message).toContain(message);
    }
  });

  test('policies see it, and can refuse it', async () => {
    const allow = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
    const version = { StringEquals: { 's3:signatureversion': 'AWS' } };
    const keys = await it.user('refuses-older', [allow, { ...allow, Effect: 'Deny', Condition: version }]);
    expect((await post(url, formBody(olderFields({ ...form(), keys }), file))).status).toBe(403);
    expect((await posted({ keys })).status).toBe(204);
    // When it was signed it does not say: a limit of its age fails.
    const old = { NumericGreaterThan: { 's3:signatureAge': 600_000 } };
    const young = await it.user('refuses-old', [allow, { ...allow, Effect: 'Deny', Condition: old }]);
    expect((await post(url, formBody(olderFields({ ...form(), keys: young }), file))).status).toBe(403);
  });

  test('not where the bucket is in another Region', async () => {
    const away = it.client(it.house.accounts[0].admin, 'eu-central-1');
    await away.send(
      new s3.CreateBucketCommand({
        Bucket: 'forms-away',
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    const fields = olderFields({ ...form(), bucket: 'forms-away' });
    const said = await saidOf(await post(url.replace('/forms', '/forms-away'), formBody(fields, file)));
    expect(said.message).toContain('Please use AWS4-HMAC-SHA256');
  });
});

test('a field that S3 does not take is told, and refused with --strict', async () => {
  const told = await posted({ fields: [['x-amz-copy-source', '/forms/k']] });
  expect([told.status, told.headers.get('x-lockstead-ignored')]).toEqual([204, 'x-amz-copy-source']);
  await using strict = await openS3House({ flags: { strict: true } });
  await strict.admin.send(new s3.CreateBucketCommand({ Bucket: 'forms' }));
  const form = { keys: strict.house.accounts[0].admin, bucket: 'forms', key: 'k' };
  const sent = (fields: Fields): Promise<Response> =>
    post(`${strict.house.endpoint}/forms`, formBody(signedFields({ ...form, fields }), file));
  expect((await sent([])).status).toBe(204);
  expect((await saidOf(await sent([['x-amz-copy-source', '/forms/k']]))).message).toContain('--strict');
});

test('many megabytes pass', async () => {
  const content = Buffer.alloc(24 << 20, 'abc\r\n------form-of-a-browse');
  const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'forms', key: 'large' });
  expect((await post(url, formBody(fields, { content, filename: 'large' }))).status).toBe(204);
  const { Body } = await it.admin.send(new s3.GetObjectCommand({ Bucket: 'forms', Key: 'large' }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
});
