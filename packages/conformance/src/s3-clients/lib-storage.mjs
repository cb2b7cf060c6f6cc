/** Uploads of `@aws-sdk/lib-storage`: streams in parts, with checksums in trailers, tags, an abort. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import process from 'node:process';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

const Bucket = 'lib-storage';
const chunk = 1_000_000;
const client = new S3Client({});
let passed = 0;
const check = (seen, expected, what) => {
  assert.deepEqual(seen, expected, what);
  passed += 1;
};

function* chunks(count) {
  for (let n = 0; n < count; n++) yield createHash('shake128', { outputLength: chunk }).update(`${n}`).digest();
}
const hashOf = (parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

await client.send(new CreateBucketCommand({ Bucket }));

const large = new Upload({
  client,
  params: { Bucket, Key: 'a stream/of 64 MB', Body: Readable.from(chunks(64)), ContentType: 'video/x-none' },
  partSize: 5 * 2 ** 20,
  queueSize: 4,
  tags: [{ Key: 'made', Value: 'by lib-storage' }],
});
const seen = [];
large.on('httpUploadProgress', ({ part }) => seen.push(part));
const done = await large.done();
check(done.ETag.endsWith('-13"'), true, 'in 13 parts');
check(
  seen.toSorted((a, b) => a - b),
  Array.from({ length: 13 }, (_, n) => n + 1),
  'progress',
);
const at = { Bucket, Key: 'a stream/of 64 MB' };
const { ContentLength, ContentType } = await client.send(new HeadObjectCommand(at));
check({ ContentLength, ContentType }, { ContentLength: 64 * chunk, ContentType: 'video/x-none' }, 'head');
check((await client.send(new GetObjectTaggingCommand(at))).TagSet, [{ Key: 'made', Value: 'by lib-storage' }], 'tags');
const { Body } = await client.send(new GetObjectCommand(at));
const hash = createHash('sha256');
for await (const part of Body) hash.update(part);
check(hash.digest('hex'), hashOf(chunks(64)), 'its bytes');

for (const ChecksumAlgorithm of ['CRC32', 'CRC32C', 'SHA1', 'SHA256']) {
  const Key = `checked/${ChecksumAlgorithm}`;
  const upload = new Upload({ client, params: { Bucket, Key, Body: Readable.from(chunks(12)), ChecksumAlgorithm } });
  await upload.done();
  const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  check(typeof head[`Checksum${ChecksumAlgorithm}`], 'string', ChecksumAlgorithm);
  const object = await client.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  check(hashOf([await object.Body.transformToByteArray()]), hashOf(chunks(12)), `${ChecksumAlgorithm}: its bytes`);
}

const small = await new Upload({ client, params: { Bucket, Key: 'small', Body: 'a few bytes' } }).done();
check(small.ETag, `"${createHash('md5').update('a few bytes').digest('hex')}"`, 'few bytes go at once');

// A stream of known length goes in one request, in chunks with a trailer.
const Body2 = Readable.from(chunks(3));
await client.send(new PutObjectCommand({ Bucket, Key: 'trailer', Body: Body2, ContentLength: 3 * chunk }));
const back = await client.send(new GetObjectCommand({ Bucket, Key: 'trailer' }));
check(hashOf([await back.Body.transformToByteArray()]), hashOf(chunks(3)), 'with a trailer');

async function* broken() {
  yield* chunks(11);
  throw new Error('the source broke off');
}
const cutOff = new Upload({ client, params: { Bucket, Key: 'cut off', Body: Readable.from(broken()) } });
await assert.rejects(cutOff.done(), { message: 'the source broke off' });
passed += 1;
check(
  (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads,
  undefined,
  'nothing is left of what broke off',
);
process.stdout.write(`AWS SDK for JavaScript, lib-storage: ${passed} checks passed\n`);
