/** Groups: made, filled, renamed with what hangs on them, emptied, deleted; what they give their users. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const readOnly = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const document = (Effect: 'Allow' | 'Deny', Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] });

test('what a group may do, its users may do, for as long as they are in it', async () => {
  const { client } = await newUser(cloud, 'ann');
  const GroupName = 'readers';
  const { Group } = await admin.send(new iam.CreateGroupCommand({ GroupName, Path: '/teams/' }));
  expect(Group).toEqual({
    Path: '/teams/',
    GroupName,
    GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${cloud.accountId}:group/teams/readers`,
    CreateDate: expect.any(Date),
  });
  const list = (): Promise<unknown> => client.send(new iam.ListUsersCommand({}));
  const denied = { name: 'AccessDenied' };

  await admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }));
  await expect(list()).rejects.toMatchObject(denied);
  await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName: 'ann' }));
  await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName: 'ANN' }));
  await list();
  await admin.send(
    new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'no', PolicyDocument: document('Deny', 'iam:ListUsers') }),
  );
  await expect(list()).rejects.toMatchObject(denied);
  await admin.send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName: 'no' }));
  await list();

  // Renamed and moved, it is still the group that its users are in, with its policies.
  await admin.send(
    new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'own', PolicyDocument: document('Allow', 'sts:*') }),
  );
  await admin.send(new iam.UpdateGroupCommand({ GroupName, NewGroupName: 'Lookers', NewPath: '/' }));
  await list();
  const renamed = { GroupName: 'Lookers' };
  const { Group: after, Users } = await admin.send(new iam.GetGroupCommand(renamed));
  expect(after).toEqual({ ...Group, ...renamed, Path: '/', Arn: `arn:aws:iam::${cloud.accountId}:group/Lookers` });
  expect(Users).toMatchObject([{ UserName: 'ann' }]);
  expect(await admin.send(new iam.ListAttachedGroupPoliciesCommand(renamed))).toMatchObject({
    AttachedPolicies: [{ PolicyName: 'IAMReadOnlyAccess', PolicyArn: readOnly }],
    IsTruncated: false,
  });
  expect(await admin.send(new iam.ListGroupPoliciesCommand(renamed))).toMatchObject({ PolicyNames: ['own'] });
  await expect(admin.send(new iam.GetGroupCommand({ GroupName }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The group with name readers cannot be found.',
  });

  await admin.send(new iam.RemoveUserFromGroupCommand({ ...renamed, UserName: 'ann' }));
  // Somebody who is not in it any more can be taken out again.
  await admin.send(new iam.RemoveUserFromGroupCommand({ ...renamed, UserName: 'ann' }));
  await expect(list()).rejects.toMatchObject(denied);
});

test('names are taken without regard to case', async () => {
  await admin.send(new iam.CreateGroupCommand({ GroupName: 'Taken' }));
  await admin.send(new iam.CreateGroupCommand({ GroupName: 'free' }));
  const taken = { name: 'EntityAlreadyExistsException', message: 'Group with name TAKEN already exists.' };
  await expect(admin.send(new iam.CreateGroupCommand({ GroupName: 'TAKEN' }))).rejects.toMatchObject(taken);
  await expect(
    admin.send(new iam.UpdateGroupCommand({ GroupName: 'free', NewGroupName: 'TAKEN' })),
  ).rejects.toMatchObject(taken);
});

describe('DeleteGroup', () => {
  const GroupName = 'closing';
  const obstacles: readonly {
    readonly name: string;
    readonly message: string;
    readonly put: () => Promise<unknown>;
    readonly remove: () => Promise<unknown>;
  }[] = [
    {
      name: 'users',
      message: 'Cannot delete entity, must remove users from group first.',
      put: () => admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName: 'admin' })),
      remove: () => admin.send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName: 'admin' })),
    },
    {
      name: 'attached policies',
      message: 'Cannot delete entity, must detach all policies first.',
      put: () => admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn: readOnly })),
      remove: () => admin.send(new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn: readOnly })),
    },
    {
      name: 'inline policies',
      message: 'Cannot delete entity, must delete policies first.',
      put: () =>
        admin.send(
          new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'p', PolicyDocument: document('Allow', '*') }),
        ),
      remove: () => admin.send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName: 'p' })),
    },
  ];
  test.each(obstacles)('refuses while the group has $name', async ({ message, put, remove }) => {
    await admin.send(new iam.CreateGroupCommand({ GroupName }));
    await put();
    await expect(admin.send(new iam.DeleteGroupCommand({ GroupName }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message,
    });
    await remove();
    await admin.send(new iam.DeleteGroupCommand({ GroupName }));
  });
});

test('a user is in ten groups at most; its groups and a group’s users come in pages', async () => {
  const UserName = 'joiner';
  await newUser(cloud, UserName);
  for (let n = 0; n < 11; n += 1) await admin.send(new iam.CreateGroupCommand({ GroupName: `g${n}` }));
  for (let n = 0; n < 10; n += 1) await admin.send(new iam.AddUserToGroupCommand({ GroupName: `g${n}`, UserName }));
  await expect(admin.send(new iam.AddUserToGroupCommand({ GroupName: 'g10', UserName }))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for GroupsPerUser: 10',
  });
  const pages: (string | undefined)[][] = [];
  for await (const { Groups = [] } of iam.paginateListGroupsForUser({ client: admin, pageSize: 4 }, { UserName })) {
    pages.push(Groups.map(({ GroupName }) => GroupName));
  }
  expect(pages).toEqual([
    ['g0', 'g1', 'g2', 'g3'],
    ['g4', 'g5', 'g6', 'g7'],
    ['g8', 'g9'],
  ]);

  const GroupName = 'g10';
  for (let n = 0; n < 5; n += 1) {
    await admin.send(new iam.CreateUserCommand({ UserName: `member${n}` }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName: `member${n}` }));
  }
  const members: iam.User[] = [];
  for await (const { Users = [] } of iam.paginateGetGroup({ client: admin, pageSize: 2 }, { GroupName })) {
    expect(Users.length).toBeLessThanOrEqual(2);
    members.push(...Users);
  }
  expect(members.map(({ UserName: name }) => name).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `member${n}`));
  // As AWS has them: in the order of their unique ids.
  const ids = members.map(({ UserId }) => UserId);
  expect(ids).toEqual([...ids].sort());

  const { Groups } = await admin.send(new iam.ListGroupsCommand({ PathPrefix: '/nowhere/' }));
  expect(Groups).toEqual([]);
});
