/** ACLs: what requests ask for, what is refused, and whom an ACL lets do what. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '#kernel/aws-error';
import { parseAccountId } from '#kernel/ids';
import { readAccessControlPolicy, showAcl } from '../../src/services/s3/acl/access-control-policy.ts';
import {
  type Acl,
  type AclGrant,
  aclGroups,
  aclPermissions,
  groupGrant,
  isBucketOwnerFullControl,
  isPublicAcl,
  privateAcl,
  userGrant,
} from '../../src/services/s3/acl/acl.ts';
import { type AclCaller, type AclQuestion, aclAllows } from '../../src/services/s3/acl/acl-allows.ts';
import { cannedAcls, expandCannedAcl } from '../../src/services/s3/acl/canned-acl.ts';
import { anonymousUser, canonicalUsersOf } from '../../src/services/s3/acl/canonical-user.ts';
import { readRequestedAcl, readRequiredAcl } from '../../src/services/s3/acl/requested-acl.ts';
import { canonicalUserId } from '../../src/services/s3/canonical-user.ts';
import { other, owner, refusedCases, stranger, takenCases } from './acl-cases.ts';

const accounts = ['111122223333', '444455556666'].map((text) => parseAccountId(text)).filter((id) => id !== undefined);
const known = canonicalUsersOf(accounts);
const accountOf = (id: string) => Promise.resolve(known.get(id));

const nameOf = (id: string): string => (id === owner ? 'owner' : id === other ? 'other' : id);
const written = ({ grantee, permission }: AclGrant): string =>
  `${grantee.kind === 'user' ? nameOf(grantee.id) : grantee.group} ${permission}`;

describe('requested', () => {
  test.each(takenCases)('$name', async ({ input, place, grants }) => {
    const acl = await readRequiredAcl(input, place, accountOf);
    expect(acl.owner).toBe(place.owner);
    expect(acl.grants.map(written)).toEqual(grants);
  });

  test('nothing is asked for', async () => {
    expect(await readRequestedAcl({}, { holder: 'object', owner, bucketOwner: owner }, accountOf)).toBeUndefined();
  });
});

describe('refused', () => {
  test.each(refusedCases)('$name', async ({ input, place, code, status = 400, message, members = {} }) => {
    const asked = readRequiredAcl(input, place ?? { holder: 'bucket', owner, bucketOwner: owner }, accountOf);
    const error = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({ code, httpStatus: status, message, members });
  });

  test('any header is read or refused with an answer of AWS', async () => {
    const piece = fc.constantFrom(
      'id',
      'uri',
      '=',
      '"',
      ',',
      ' ',
      owner,
      aclGroups.AllUsers,
      'emailAddress',
      '\t',
      'x',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.string()), async (GrantRead) => {
        const place = { holder: 'bucket', owner, bucketOwner: owner } as const;
        try {
          expect((await readRequiredAcl({ GrantRead }, place, accountOf)).grants.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError);
        }
      }),
    );
  });

  test('a long header takes no long time', async () => {
    const GrantRead = 'id="'.repeat(500_000);
    const asked = readRequiredAcl({ GrantRead }, { holder: 'bucket', owner, bucketOwner: owner }, accountOf);
    await expect(asked).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});

describe('canonical user ids', () => {
  test('are of AWS’s form, different, and lead back', () => {
    expect(owner).toMatch(/^[0-9a-f]{64}$/);
    expect(owner).not.toBe(other);
    expect(known.get(owner)).toBe('111122223333');
    expect(known.get(stranger)).toBeUndefined();
  });

  // Stored ACLs and policies name accounts by these ids: they stay as they are.
  test('stay what they were', () => {
    expect(accounts.map(canonicalUserId)).toMatchInlineSnapshot(`
      [
        "d30043b0a4d4964f27f5634bdc8d5478eadd04ce2fb9426f2abe2e15c6d33617",
        "1bc4ad27b589c2744d825423365785d1071fdfae11927e854549dfba66654e2a",
      ]
    `);
  });
});

const user = (id: string): AclCaller => ({ kind: 'account', id });
const anonymous: AclCaller = { kind: 'anonymous' };
const logDelivery: AclCaller = { kind: 'logDelivery' };

describe('allows', () => {
  const bucket = (grant: AclGrant): Acl => ({ owner, grants: [grant] });
  test.each<[string, AclGrant, AclQuestion, boolean]>([
    ['READ lists', userGrant(other, 'READ'), { holder: 'bucket', action: 's3:ListBucket', caller: user(other) }, true],
    [
      'READ lists versions',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:ListBucketVersions', caller: user(other) },
      true,
    ],
    [
      'READ lists uploads',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:ListBucketMultipartUploads', caller: user(other) },
      true,
    ],
    [
      'READ of a bucket reads no object',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:GetObject', caller: user(other) },
      false,
    ],
    [
      'READ of a bucket reads no ACL',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:GetBucketAcl', caller: user(other) },
      false,
    ],
    [
      'READ is for who is named',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:ListBucket', caller: user(stranger) },
      false,
    ],
    [
      'READ is not for the anonymous',
      userGrant(other, 'READ'),
      { holder: 'bucket', action: 's3:ListBucket', caller: anonymous },
      false,
    ],
    [
      'WRITE makes an object',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: user(other) },
      true,
    ],
    [
      'WRITE overwrites one’s own',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: user(other), objectOwner: other },
      true,
    ],
    [
      'WRITE overwrites no other’s',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: user(other), objectOwner: owner },
      false,
    ],
    [
      'WRITE deletes one’s own',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:DeleteObject', caller: user(other), objectOwner: other },
      true,
    ],
    [
      'WRITE deletes no other’s',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:DeleteObject', caller: user(other), objectOwner: owner },
      false,
    ],
    [
      'WRITE deletes nothing that is not there',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:DeleteObject', caller: user(other) },
      false,
    ],
    [
      'WRITE deletes no version',
      userGrant(other, 'WRITE'),
      { holder: 'bucket', action: 's3:DeleteObjectVersion', caller: user(other), objectOwner: other },
      false,
    ],
    [
      'WRITE of the bucket’s owner deletes any version',
      userGrant(owner, 'WRITE'),
      { holder: 'bucket', action: 's3:DeleteObjectVersion', caller: user(owner), objectOwner: other },
      true,
    ],
    [
      'WRITE of the bucket’s owner overwrites any object',
      userGrant(owner, 'FULL_CONTROL'),
      { holder: 'bucket', action: 's3:PutObject', caller: user(owner), objectOwner: other },
      true,
    ],
    [
      'everyone may write what is new',
      groupGrant('AllUsers', 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: anonymous },
      true,
    ],
    [
      'everyone overwrites nothing',
      groupGrant('AllUsers', 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: anonymous, objectOwner: anonymousUser },
      false,
    ],
    [
      'everyone deletes nothing',
      groupGrant('AllUsers', 'FULL_CONTROL'),
      { holder: 'bucket', action: 's3:DeleteObject', caller: anonymous, objectOwner: anonymousUser },
      false,
    ],
    [
      'READ_ACP reads the ACL',
      userGrant(other, 'READ_ACP'),
      { holder: 'bucket', action: 's3:GetBucketAcl', caller: user(other) },
      true,
    ],
    [
      'WRITE_ACP writes the ACL',
      userGrant(other, 'WRITE_ACP'),
      { holder: 'bucket', action: 's3:PutBucketAcl', caller: user(other) },
      true,
    ],
    [
      'WRITE_ACP does not read it',
      userGrant(other, 'WRITE_ACP'),
      { holder: 'bucket', action: 's3:GetBucketAcl', caller: user(other) },
      false,
    ],
    [
      'FULL_CONTROL is no policy',
      userGrant(other, 'FULL_CONTROL'),
      { holder: 'bucket', action: 's3:PutBucketPolicy', caller: user(other) },
      false,
    ],
    [
      'FULL_CONTROL deletes no bucket',
      userGrant(other, 'FULL_CONTROL'),
      { holder: 'bucket', action: 's3:DeleteBucket', caller: user(other) },
      false,
    ],
    [
      'FULL_CONTROL lists',
      userGrant(other, 'FULL_CONTROL'),
      { holder: 'bucket', action: 's3:ListBucket', caller: user(other) },
      true,
    ],
    [
      'the log group is for logs',
      groupGrant('LogDelivery', 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: logDelivery },
      true,
    ],
    [
      'the log group is for nobody else',
      groupGrant('LogDelivery', 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: user(other) },
      false,
    ],
    [
      'log delivery is no account',
      groupGrant('AuthenticatedUsers', 'WRITE'),
      { holder: 'bucket', action: 's3:PutObject', caller: logDelivery },
      false,
    ],
    [
      'READ reads an object',
      userGrant(other, 'READ'),
      { holder: 'object', action: 's3:GetObject', caller: user(other) },
      true,
    ],
    [
      'READ reads its versions',
      userGrant(other, 'READ'),
      { holder: 'object', action: 's3:GetObjectVersion', caller: user(other) },
      true,
    ],
    [
      'READ reads no tags',
      userGrant(other, 'READ'),
      { holder: 'object', action: 's3:GetObjectTagging', caller: user(other) },
      false,
    ],
    [
      'WRITE of an object is nothing',
      userGrant(other, 'WRITE'),
      { holder: 'object', action: 's3:PutObject', caller: user(other) },
      false,
    ],
    [
      'FULL_CONTROL of an object deletes nothing',
      userGrant(other, 'FULL_CONTROL'),
      { holder: 'object', action: 's3:DeleteObject', caller: user(other) },
      false,
    ],
    [
      'READ_ACP reads a version’s ACL',
      userGrant(other, 'READ_ACP'),
      { holder: 'object', action: 's3:GetObjectVersionAcl', caller: user(other) },
      true,
    ],
    [
      'WRITE_ACP writes a version’s ACL',
      userGrant(other, 'WRITE_ACP'),
      { holder: 'object', action: 's3:PutObjectVersionAcl', caller: user(other) },
      true,
    ],
    [
      'everyone reads',
      groupGrant('AllUsers', 'READ'),
      { holder: 'object', action: 's3:GetObject', caller: anonymous },
      true,
    ],
    [
      'who is signed in is one of everyone',
      groupGrant('AllUsers', 'READ'),
      { holder: 'object', action: 's3:GetObject', caller: user(stranger) },
      true,
    ],
    [
      'whoever is signed in',
      groupGrant('AuthenticatedUsers', 'READ'),
      { holder: 'object', action: 's3:GetObject', caller: user(stranger) },
      true,
    ],
    [
      'who is not',
      groupGrant('AuthenticatedUsers', 'READ'),
      { holder: 'object', action: 's3:GetObject', caller: anonymous },
      false,
    ],
    [
      'the anonymous owner is nobody',
      userGrant(anonymousUser, 'FULL_CONTROL'),
      { holder: 'object', action: 's3:GetObject', caller: anonymous },
      false,
    ],
  ])('%s', (_, grant, question, allows) => {
    expect(aclAllows(bucket(grant), question)).toEqual(allows ? { allows, grant } : { allows });
  });

  test('public grants that do not count are told', () => {
    const grant = groupGrant('AllUsers', 'READ');
    const question = { holder: 'object', action: 's3:GetObject', caller: anonymous, ignorePublicAcls: true } as const;
    expect(aclAllows({ owner, grants: [grant] }, question)).toEqual({ allows: false, ignored: grant });
    const own = userGrant(other, 'READ');
    expect(aclAllows({ owner, grants: [grant, own] }, { ...question, caller: user(other) })).toEqual({
      allows: true,
      grant: own,
    });
  });
});

const grant: fc.Arbitrary<AclGrant> = fc
  .tuple(
    fc.constantFrom(owner, other, 'AllUsers', 'AuthenticatedUsers', 'LogDelivery'),
    fc.constantFrom(...aclPermissions),
  )
  .map(([name, permission]) =>
    name in aclGroups ? groupGrant(name as keyof typeof aclGroups, permission) : userGrant(name, permission),
  );
const acls = fc.array(grant, { maxLength: 6 }).map((grants): Acl => ({ owner, grants }));

describe('of every ACL', () => {
  test('what is shown is read as it was', async () => {
    await fc.assert(
      fc.asyncProperty(acls, async (acl) => {
        expect(await readAccessControlPolicy(showAcl(acl), owner, accountOf)).toEqual(acl);
      }),
    );
  });

  test('a stranger gets in by public grants alone', () => {
    fc.assert(
      fc.property(
        acls,
        fc.constantFrom(user(stranger), anonymous),
        fc.constantFrom('bucket', 'object'),
        fc.constantFrom('s3:ListBucket', 's3:PutObject', 's3:GetObject', 's3:GetObjectAcl', 's3:PutBucketAcl'),
        (acl, caller, holder, action) => {
          const question: AclQuestion = { holder, action, caller };
          if (aclAllows(acl, question).allows) expect(isPublicAcl(acl)).toBe(true);
          expect(aclAllows(acl, { ...question, ignorePublicAcls: true }).allows).toBe(false);
        },
      ),
    );
  });

  test('which canned ones are public, and which are what a bucket without ACLs takes', () => {
    const place = { holder: 'bucket', owner, bucketOwner: owner } as const;
    expect(cannedAcls.filter((name) => isPublicAcl(expandCannedAcl(name, place)))).toEqual([
      'public-read',
      'public-read-write',
      'authenticated-read',
    ]);
    expect(isBucketOwnerFullControl(privateAcl(owner), owner)).toBe(true);
    expect(isBucketOwnerFullControl(privateAcl(other), owner)).toBe(false);
    expect(isBucketOwnerFullControl({ owner, grants: [] }, owner)).toBe(false);
    expect(isBucketOwnerFullControl({ owner, grants: [userGrant(owner, 'READ')] }, owner)).toBe(false);
  });
});
