/** Instance profiles: one role each, found by path and by role, emptied before they go. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../support/refusal.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient(cloud.clientConfig());
  for (const RoleName of ['web', 'db']) {
    await admin.send(
      new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, MaxSessionDuration: 7200 }),
    );
  }
});
afterAll(() => cloud.stop());

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const InstanceProfileName = 'Web';
const missing = (what: string): object => ({ code: 'NoSuchEntityException', message: what, status: 404 });

test('from an empty frame to a role in it, and back', async () => {
  const made = await admin.send(
    new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path: '/a/', Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  const facts = {
    Path: '/a/',
    InstanceProfileName,
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${cloud.accountId}:instance-profile/a/Web`,
    CreateDate: expect.any(Date),
    Roles: [],
  };
  expect(made.InstanceProfile).toEqual({ ...facts, Tags: [{ Key: 'k', Value: 'v' }] });
  expect(await refusalOf(admin.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'web' })))).toEqual({
    code: 'EntityAlreadyExistsException',
    message: 'Instance Profile web already exists.',
    status: 409,
  });

  await admin.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'WEB' }));
  const Roles = [
    {
      Path: '/',
      RoleName: 'web',
      RoleId: expect.stringMatching(/^AROA/),
      Arn: `arn:aws:iam::${cloud.accountId}:role/web`,
      CreateDate: expect.any(Date),
      AssumeRolePolicyDocument: encodeURIComponent(trust),
    },
  ];
  const { InstanceProfile } = await admin.send(new iam.GetInstanceProfileCommand({ InstanceProfileName: 'WEB' }));
  expect(InstanceProfile).toEqual({ ...facts, Roles, Tags: [{ Key: 'k', Value: 'v' }] });
  const listed = { InstanceProfiles: [{ ...facts, Roles }], IsTruncated: false };
  expect(await admin.send(new iam.ListInstanceProfilesCommand({ PathPrefix: '/a/' }))).toMatchObject(listed);
  expect(await admin.send(new iam.ListInstanceProfilesForRoleCommand({ RoleName: 'web' }))).toMatchObject(listed);
  expect(await admin.send(new iam.ListInstanceProfilesForRoleCommand({ RoleName: 'db' }))).toMatchObject({
    InstanceProfiles: [],
  });

  for (const RoleName of ['db', 'web']) {
    expect(
      await refusalOf(admin.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }))),
    ).toEqual({
      code: 'LimitExceededException',
      message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      status: 409,
    });
  }
  expect(await refusalOf(admin.send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName })))).toEqual({
    code: 'DeleteConflictException',
    message: 'Cannot delete entity, must remove roles from instance profile first.',
    status: 409,
  });
  const remove = (RoleName: string): Promise<unknown> =>
    admin.send(new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  expect(await refusalOf(remove('db'))).toEqual(missing('The role with name db cannot be found.'));
  await remove('web');
  await admin.send(new iam.DeleteInstanceProfileCommand({ InstanceProfileName }));
  expect(await refusalOf(admin.send(new iam.GetInstanceProfileCommand({ InstanceProfileName })))).toEqual(
    missing('Instance Profile Web cannot be found.'),
  );
});

test('tags', async () => {
  const own = { InstanceProfileName: 'tagged' };
  await admin.send(new iam.CreateInstanceProfileCommand(own));
  await admin.send(new iam.TagInstanceProfileCommand({ ...own, Tags: [{ Key: 'a', Value: '1' }] }));
  await admin.send(new iam.TagInstanceProfileCommand({ ...own, Tags: [{ Key: 'b', Value: '2' }] }));
  await admin.send(new iam.UntagInstanceProfileCommand({ ...own, TagKeys: ['A'] }));
  expect(await admin.send(new iam.ListInstanceProfileTagsCommand(own))).toMatchObject({
    Tags: [{ Key: 'b', Value: '2' }],
    IsTruncated: false,
  });
});
