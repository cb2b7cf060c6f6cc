/** Versions of objects: what a write and a deletion leave behind, in each state of the bucket. */
import * as s3 from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openS3House, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
});
afterAll(() => it[Symbol.asyncDispose]());

let made = 0;
async function newBucket(versioned: boolean): Promise<string> {
  made += 1;
  const Bucket = `versions-${made}`;
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  if (versioned) await setVersioning(Bucket, 'Enabled');
  return Bucket;
}

async function setVersioning(Bucket: string, Status: s3.BucketVersioningStatus): Promise<void> {
  await it.admin.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
}

test('a marker hides the object, and goes again', async () => {
  const Bucket = await newBucket(true);
  const first = await it.admin.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: '1' }));
  const second = await it.admin.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: '2' }));
  const marker = await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k' }));
  expect(marker).toMatchObject({ DeleteMarker: true });
  const read = (VersionId?: string): Promise<string> =>
    textOf(it.admin.send(new s3.GetObjectCommand({ Bucket, Key: 'k', VersionId })));
  expect(await refusal(read())).toMatchObject({ code: 'NoSuchKey', status: 404 });
  expect(await read(first.VersionId)).toBe('1');
  expect(await refusal(read(marker.VersionId))).toMatchObject({ code: 'MethodNotAllowed', status: 405 });
  await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k', VersionId: marker.VersionId }));
  expect(await read()).toBe('2');
  await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k', VersionId: second.VersionId }));
  expect(await read()).toBe('1');
});

/** Versions as a plain list, the newest first; what S3's guide says of each step. */
class Model {
  versioning: 'never' | 'Enabled' | 'Suspended' = 'never';
  versions: { id: string; body: string | undefined }[] = [];

  write(id: string, body: string | undefined): void {
    if (this.versioning !== 'Enabled') this.versions = this.versions.filter((version) => version.id !== 'null');
    this.versions.unshift({ id: this.versioning === 'Enabled' ? id : 'null', body });
  }

  delete(id: string): void {
    if (this.versioning === 'never') this.versions = [];
    else this.write(id, undefined);
  }
}

test('any course of events leaves what the guide says', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('put' as const), body: fc.string({ maxLength: 4 }) }),
    fc.record({ kind: fc.constant('delete' as const) }),
    fc.record({ kind: fc.constant('deleteVersion' as const), at: fc.nat(5) }),
    fc.record({ kind: fc.constant('set' as const), to: fc.constantFrom('Enabled' as const, 'Suspended' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const Bucket = await newBucket(false);
      const model = new Model();
      for (const one of steps) {
        if (one.kind === 'set') {
          await setVersioning(Bucket, one.to);
          model.versioning = one.to;
        } else if (one.kind === 'put') {
          const { VersionId = 'null' } = await it.admin.send(
            new s3.PutObjectCommand({ Bucket, Key: 'k', Body: one.body }),
          );
          model.write(VersionId, one.body);
        } else if (one.kind === 'delete') {
          const { VersionId = 'null' } = await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k' }));
          model.delete(VersionId);
        } else {
          const version = model.versions[one.at];
          if (version === undefined) continue;
          await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k', VersionId: version.id }));
          model.versions.splice(one.at, 1);
        }
        const [newest] = model.versions;
        const current = await it.admin.send(new s3.GetObjectCommand({ Bucket, Key: 'k' })).then(
          ({ Body }) => Body?.transformToString(),
          () => undefined,
        );
        expect(current).toBe(newest?.body);
        for (const { id, body } of model.versions) {
          if (body === undefined) continue;
          const VersionId = model.versioning === 'never' ? undefined : id;
          expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket, Key: 'k', VersionId })))).toBe(body);
        }
        const { Versions = [], DeleteMarkers = [] } = await it.admin.send(new s3.ListObjectVersionsCommand({ Bucket }));
        const listed = [...Versions, ...DeleteMarkers].map(({ VersionId }) => VersionId);
        expect(listed.toSorted()).toEqual(model.versions.map(({ id }) => id).toSorted());
        const latest = [...Versions, ...DeleteMarkers].filter(({ IsLatest }) => IsLatest);
        expect(latest.map(({ VersionId }) => VersionId)).toEqual(newest === undefined ? [] : [newest.id]);
      }
    }),
    { numRuns: 25 },
  );
});

test('a locked version stays until its time, whoever asks; governance is passed by who may and says so', async () => {
  const Bucket = 'worm';
  await it.admin.send(new s3.CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
  const lock = async (ObjectLockMode: 'GOVERNANCE' | 'COMPLIANCE'): Promise<string> => {
    const ObjectLockRetainUntilDate = new Date(Date.now() + 60_000);
    const object = { Bucket, Key: ObjectLockMode, Body: 'x', ObjectLockMode, ObjectLockRetainUntilDate };
    return (await it.admin.send(new s3.PutObjectCommand(object))).VersionId ?? '';
  };
  const [governed, compliant] = [await lock('GOVERNANCE'), await lock('COMPLIANCE')];
  const remove = (Key: string, VersionId: string, more: object = {}): Promise<unknown> =>
    it.root.send(new s3.DeleteObjectCommand({ Bucket, Key, VersionId, ...more }));
  const denied = { code: 'AccessDenied', message: 'Access Denied because object protected by object lock.' };
  expect(await refusal(remove('GOVERNANCE', governed))).toMatchObject(denied);
  expect(await refusal(remove('COMPLIANCE', compliant, { BypassGovernanceRetention: true }))).toMatchObject(denied);
  await remove('GOVERNANCE', governed, { BypassGovernanceRetention: true });
});
