/** Recorded scenarios of S3's access control lists: what is refused, and what is answered of what was set. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

const groups = 'http://acs.amazonaws.com/groups/s3';

type AclInput = Omit<sdk.PutBucketAclCommandInput, 'Bucket'>;

/** Requests that are refused, by the end of their label; `owner` is whose the bucket is. */
function refused(owner: string): Readonly<Record<string, AclInput>> {
  const Owner = { ID: owner };
  const grant = (Grantee: Partial<sdk.Grantee>, Permission: string = 'READ'): AclInput['AccessControlPolicy'] => ({
    Owner,
    Grants: [{ Grantee: Grantee as sdk.Grantee, Permission: Permission as never }],
  });
  const canonical = { ID: owner, Type: 'CanonicalUser' } as const;
  return {
    'canned-acl': { ACL: 'fake-acl' as never },
    'grant-acl-fake-uri': { GrantWrite: `uri="${groups}/FakeGroup"` },
    'grant-acl-fake-key': { GrantWrite: 'fakekey="1234"' },
    'grant-acl-wrong-id': { GrantWrite: 'id="wrong-id"' },
    // Neither owner nor a permission that there is.
    'acp-acl-1': { AccessControlPolicy: { Grants: [{ Grantee: canonical, Permission: 'WRITE' }] } },
    'acp-acl-2': { AccessControlPolicy: grant(canonical, 'WRONG-PERMISSION') },
    'acp-acl-3': { AccessControlPolicy: grant({ ID: 'wrong-id', Type: 'CanonicalUser' }) },
    'acp-acl-4': { AccessControlPolicy: grant({ URI: `${groups}/FakeGroup`, Type: 'Group' }) },
    'acp-acl-5': {
      AccessControlPolicy: { Owner: { ID: 'wrong-id' }, Grants: [{ Grantee: canonical, Permission: 'READ' }] },
    },
    'acp-acl-6': { AccessControlPolicy: { Owner, Grants: [{ Permission: 'READ' }] } },
    'two-type-acl': { ACL: 'private', GrantRead: `uri="${groups}/LogDelivery"` },
    'two-type-acl-acp': { ACL: 'private', AccessControlPolicy: grant(canonical) },
    empty: {},
    'empty-acp': { AccessControlPolicy: {} },
  };
}

async function ownerOf(s3: S3Stage): Promise<string> {
  const { Owner } = await s3.client().send(new sdk.ListBucketsCommand({}));
  return Owner?.ID ?? '';
}

export const aclScenarios: S3Scenarios = {
  test_s3_bucket_acl_exceptions: async (s3) => {
    const Bucket = await s3.newOpenBucket();
    for (const [label, input] of Object.entries(refused(await ownerOf(s3)))) {
      await s3.record(`put-bucket-${label}`, s3.client().send(new sdk.PutBucketAclCommand({ Bucket, ...input })));
    }
  },

  test_s3_object_acl_exceptions: async (s3) => {
    const object = { Bucket: await s3.newOpenBucket(), Key: 'object-key-acl' };
    await s3.client().send(new sdk.PutObjectCommand(object));
    const write = new sdk.PutObjectCommand({ ...object, ACL: 'fake-acl' as never });
    await s3.record('put-object-canned-acl', s3.client().send(write));
    for (const [label, input] of Object.entries(refused(await ownerOf(s3)))) {
      const name = { 'canned-acl': 'acl-canned-acl', empty: 'acl-empty' }[label] ?? label;
      await s3.record(`put-object-${name}`, s3.client().send(new sdk.PutObjectAclCommand({ ...object, ...input })));
    }
  },

  test_s3_object_acl: async (s3) => {
    const object = { Bucket: await s3.newOpenBucket(), Key: 'object-key-acl' };
    const get = async (label: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.GetObjectAclCommand(object)));
    };
    await s3.record('put-object-default-acl', s3.client().send(new sdk.PutObjectCommand(object)));
    await get('get-object-acl-default');
    const publicRead = new sdk.PutObjectAclCommand({ ...object, ACL: 'public-read' });
    await s3.record('put-object-acl', s3.client().send(publicRead));
    await get('get-object-acl');
    const GrantRead = `uri="${groups}/LogDelivery"`;
    await s3.client().send(new sdk.PutObjectAclCommand({ ...object, GrantRead }));
    await get('get-object-grant-acl');
    const ID = await ownerOf(s3);
    const Grants: sdk.Grant[] = [
      { Grantee: { ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' },
      { Grantee: { URI: `${groups}/LogDelivery`, Type: 'Group' }, Permission: 'WRITE' },
    ];
    const AccessControlPolicy = { Owner: { ID }, Grants };
    await s3.client().send(new sdk.PutObjectAclCommand({ ...object, AccessControlPolicy }));
    await get('get-object-acp-acl');
  },

  test_put_object_acl_on_delete_marker: async (s3) => {
    const object = { Bucket: await s3.newOpenBucket(), Key: 'test-key-versioned' };
    await s3.setVersioning(object.Bucket, 'Enabled');
    for (const [label, Body] of [
      ['put-obj-1', 'something'],
      ['put-obj-2', 'something-v2'],
    ] as const) {
      await s3.record(label, s3.client().send(new sdk.PutObjectCommand({ ...object, Body })));
    }
    const removed = await s3.record('delete-object', s3.client().send(new sdk.DeleteObjectCommand(object)));
    for (const [end, version] of [
      ['', {}],
      ['-version-id', { VersionId: removed?.VersionId }],
    ] as const) {
      const named = { ...object, ...version };
      const put = new sdk.PutObjectAclCommand({ ...named, ACL: 'public-read' });
      await s3.record(`put-acl-delete-marker${end}`, s3.client().send(put));
      await s3.record(`get-acl-delete-marker${end}`, s3.client().send(new sdk.GetObjectAclCommand(named)));
    }
  },
};
