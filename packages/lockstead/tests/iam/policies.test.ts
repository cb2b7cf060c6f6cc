/** Managed policies: versions, use, lists, what must go first; AWS's own; everything about an account at once. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';
import { refusalOf } from '../support/refusal.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
let arn: (name: string) => string;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient(cloud.clientConfig());
  arn = (name) => `arn:aws:iam::${cloud.accountId}:policy${name}`;
});
afterAll(() => cloud.stop());

const allowing = (Action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

async function make(PolicyName: string, more: Partial<iam.CreatePolicyRequest> = {}): Promise<string> {
  const input = { PolicyName, PolicyDocument: allowing('s3:*'), ...more };
  return (await admin.send(new iam.CreatePolicyCommand(input))).Policy?.Arn ?? '';
}

test('CreatePolicy and GetPolicy: the description is for GetPolicy, tags are for both', async () => {
  const given = { PolicyName: 'Told', Path: '/a/b/', PolicyDocument: allowing('s3:*') };
  const { Policy } = await admin.send(
    new iam.CreatePolicyCommand({ ...given, Description: 'said', Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  const facts = {
    PolicyName: 'Told',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Arn: arn('/a/b/Told'),
    Path: '/a/b/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: expect.any(Date),
    UpdateDate: expect.any(Date),
    Tags: [{ Key: 'k', Value: 'v' }],
  };
  expect(Policy).toEqual(facts);
  expect((await admin.send(new iam.GetPolicyCommand({ PolicyArn: arn('/a/b/Told') }))).Policy).toEqual({
    ...facts,
    Description: 'said',
  });
  // A name is one in the account, whatever its path and case.
  expect(await refusalOf(admin.send(new iam.CreatePolicyCommand({ ...given, PolicyName: 'told', Path: '/' })))).toEqual(
    {
      code: 'EntityAlreadyExistsException',
      message: 'A policy called told already exists. Duplicate names are not allowed.',
      status: 409,
    },
  );
});

test.each([
  ['not JSON', 'MalformedPolicyDocumentException', 'Syntax errors in policy.'],
  [
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: '*' }],
    }),
    'MalformedPolicyDocumentException',
    'Policy document should not specify a principal.',
  ],
  [allowing(`s3:${'x'.repeat(6144)}`), 'LimitExceededException', 'Cannot exceed quota for PolicySize: 6144'],
])('a document that IAM does not take: %.30s', async (PolicyDocument, code, message) => {
  const refusal = await refusalOf(admin.send(new iam.CreatePolicyCommand({ PolicyName: 'bad', PolicyDocument })));
  expect(refusal).toMatchObject({ code, message });
});

describe('versions', () => {
  test('five at most, numbers never used again, the default one stays', async () => {
    const PolicyArn = await make('versioned');
    const add = (SetAsDefault?: boolean): Promise<iam.CreatePolicyVersionResponse> =>
      admin.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('ec2:*'), SetAsDefault }));
    expect((await add()).PolicyVersion).toEqual({
      VersionId: 'v2',
      IsDefaultVersion: false,
      CreateDate: expect.any(Date),
    });
    expect((await add(true)).PolicyVersion).toMatchObject({ VersionId: 'v3', IsDefaultVersion: true });
    await add();
    await add();
    expect(await refusalOf(add())).toEqual({
      code: 'LimitExceededException',
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      status: 409,
    });
    const remove = (VersionId: string): Promise<unknown> =>
      admin.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    expect(await refusalOf(remove('v3'))).toEqual({
      code: 'DeleteConflictException',
      message: 'Cannot delete the default version of a policy.',
      status: 409,
    });
    await remove('v5');
    expect((await add()).PolicyVersion?.VersionId).toBe('v6');
    const { Versions } = await admin.send(new iam.ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ['v6', false],
      ['v4', false],
      ['v3', true],
      ['v2', false],
      ['v1', false],
    ]);
    expect(Versions?.every(({ Document }) => Document === undefined)).toBe(true);
    expect(await refusalOf(remove('v5'))).toEqual({
      code: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} version v5 does not exist or is not attachable.`,
      status: 404,
    });
    await admin.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    const { PolicyVersion } = await admin.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(PolicyVersion).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true });
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(allowing('s3:*'));
  });

  test('the default one is what is in force, from the next request on', async () => {
    const PolicyArn = await make('in-force');
    const { client } = await newUser(cloud, 'forced');
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'forced', PolicyArn }));
    const list = (): Promise<unknown> => client.send(new iam.ListUsersCommand({}));
    expect(await refusalOf(list())).toMatchObject({ code: 'AccessDenied' });
    await admin.send(
      new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('iam:*'), SetAsDefault: true }),
    );
    await list();
    await admin.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(await refusalOf(list())).toMatchObject({ code: 'AccessDenied' });
  });
});

describe('use', () => {
  test('is counted, listed by kind, and holds the policy', async () => {
    const PolicyArn = await make('in-use', { Path: '/used/' });
    const users = ['use-a', 'use-b'];
    for (const UserName of users) await admin.send(new iam.CreateUserCommand({ UserName }));
    await admin.send(new iam.CreateGroupCommand({ GroupName: 'use-g' }));
    await admin.send(new iam.CreateRoleCommand({ RoleName: 'use-r', AssumeRolePolicyDocument: trust, Path: '/far/' }));
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'use-a', PolicyArn }));
    await admin.send(new iam.AttachGroupPolicyCommand({ GroupName: 'use-g', PolicyArn }));
    await admin.send(new iam.AttachRolePolicyCommand({ RoleName: 'use-r', PolicyArn }));
    const bounding = { UserName: 'use-b', PermissionsBoundary: PolicyArn };
    await admin.send(new iam.PutUserPermissionsBoundaryCommand(bounding));
    expect((await admin.send(new iam.GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      AttachmentCount: 3,
      PermissionsBoundaryUsageCount: 1,
    });

    const entities = async (more: Partial<iam.ListEntitiesForPolicyRequest> = {}): Promise<string[]> => {
      const found = await admin.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn, ...more }));
      return [
        ...(found.PolicyGroups ?? []).map(({ GroupName, GroupId }) => `${GroupName} ${GroupId?.slice(0, 4)}`),
        ...(found.PolicyUsers ?? []).map(({ UserName, UserId }) => `${UserName} ${UserId?.slice(0, 4)}`),
        ...(found.PolicyRoles ?? []).map(({ RoleName, RoleId }) => `${RoleName} ${RoleId?.slice(0, 4)}`),
      ];
    };
    expect(await entities()).toEqual(['use-g AGPA', 'use-a AIDA', 'use-b AIDA', 'use-r AROA']);
    expect(await entities({ EntityFilter: 'User' })).toEqual(['use-a AIDA', 'use-b AIDA']);
    expect(await entities({ EntityFilter: 'LocalManagedPolicy' })).toEqual([]);
    expect(await entities({ PathPrefix: '/far/' })).toEqual(['use-r AROA']);
    expect(await entities({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['use-b AIDA']);
    expect(await entities({ PolicyUsageFilter: 'PermissionsPolicy', EntityFilter: 'User' })).toEqual(['use-a AIDA']);
    const seen: string[] = [];
    for (let Marker: string | undefined; ; ) {
      const page = await admin.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 1, Marker }));
      seen.push(...[page.PolicyGroups, page.PolicyUsers, page.PolicyRoles].flat().map((one) => JSON.stringify(one)));
      Marker = page.Marker;
      if (!page.IsTruncated) break;
    }
    expect(new Set(seen).size).toBe(4);

    const remove = (): Promise<unknown> => admin.send(new iam.DeletePolicyCommand({ PolicyArn }));
    expect(await refusalOf(remove())).toEqual({
      code: 'DeleteConflictException',
      message: 'Cannot delete a policy attached to entities.',
      status: 409,
    });
    await admin.send(new iam.DetachUserPolicyCommand({ UserName: 'use-a', PolicyArn }));
    await admin.send(new iam.DetachGroupPolicyCommand({ GroupName: 'use-g', PolicyArn }));
    await admin.send(new iam.DeleteUserPermissionsBoundaryCommand({ UserName: 'use-b' }));
    await admin.send(new iam.DetachRolePolicyCommand({ RoleName: 'use-r', PolicyArn }));
    await admin.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('ec2:*') }));
    expect(await refusalOf(remove())).toEqual({
      code: 'DeleteConflictException',
      message:
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      status: 409,
    });
    await admin.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await remove();
    expect(await refusalOf(remove())).toEqual({
      code: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} was not found.`,
      status: 404,
    });
  });

  test('a boundary holds its policy', async () => {
    const PolicyArn = await make('bounding', { PolicyDocument: allowing('*') });
    const remove = () => admin.send(new iam.DeletePolicyCommand({ PolicyArn }));
    const conflict = { code: 'DeleteConflictException', message: 'Cannot delete a policy attached to entities.' };
    await newUser(cloud, 'bound');
    await admin.send(
      new iam.AttachUserPolicyCommand({ UserName: 'bound', PolicyArn: 'arn:aws:iam::aws:policy/IAMFullAccess' }),
    );
    await admin.send(new iam.PutUserPermissionsBoundaryCommand({ UserName: 'bound', PermissionsBoundary: PolicyArn }));
    expect(await refusalOf(remove())).toMatchObject(conflict);
    await admin.send(new iam.DeleteUserPermissionsBoundaryCommand({ UserName: 'bound' }));
    await admin.send(
      new iam.CreateRoleCommand({
        RoleName: 'bound',
        AssumeRolePolicyDocument:
          '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}',
        PermissionsBoundary: PolicyArn,
      }),
    );
    expect(await refusalOf(remove())).toMatchObject(conflict);
    await admin.send(new iam.DeleteRoleCommand({ RoleName: 'bound' }));
    await remove();
  });
});

describe('lists', () => {
  const list = async (input: iam.ListPoliciesRequest): Promise<iam.Policy[]> => {
    const found: iam.Policy[] = [];
    for await (const page of iam.paginateListPolicies({ client: admin, pageSize: 1000 }, input)) {
      found.push(...(page.Policies ?? []));
    }
    return found;
  };
  const names = async (input: iam.ListPoliciesRequest): Promise<(string | undefined)[]> =>
    (await list(input)).map(({ PolicyName }) => PolicyName);

  test('by scope, path and use', async () => {
    await make('listed-a', { Path: '/listed/' });
    const b = await make('listed-b', { Path: '/listed/', Description: 'left out', Tags: [{ Key: 'k', Value: 'v' }] });
    await admin.send(new iam.CreateUserCommand({ UserName: 'lister' }));
    const own = { Scope: 'Local', PathPrefix: '/listed/' } as const;
    expect(await names(own)).toEqual(['listed-a', 'listed-b']);
    expect(await names({ ...own, OnlyAttached: true })).toEqual([]);
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'lister', PolicyArn: b }));
    const [listed] = await list({ ...own, OnlyAttached: true });
    expect(listed).toMatchObject({ PolicyName: 'listed-b', AttachmentCount: 1 });
    expect(listed).not.toHaveProperty('Description');
    expect(listed).not.toHaveProperty('Tags');
    expect(await names({ ...own, PolicyUsageFilter: 'PermissionsBoundary' })).toEqual([]);
    await admin.send(new iam.PutUserPermissionsBoundaryCommand({ UserName: 'lister', PermissionsBoundary: b }));
    expect(await names({ ...own, PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['listed-b']);
    expect(await names({ Scope: 'AWS', OnlyAttached: true })).toEqual(['AdministratorAccess', 'IAMFullAccess']);
  });

  test("AWS's own, all of them, after the account's", async () => {
    const all = await list({});
    const isOwn = all.map((policy) => policy.Arn?.includes(cloud.accountId));
    expect(isOwn.lastIndexOf(true)).toBeLessThan(isOwn.indexOf(false));
    expect(new Set(all.map((policy) => policy.Arn)).size).toBe(all.length);
    expect(await names({ Scope: 'AWS', PathPrefix: '/job-function/' })).toContain('ViewOnlyAccess');
    expect((await names({ Scope: 'AWS' })).length).toBeGreaterThan(1000);
  });

  test('a marker of one list does not go on in another', async () => {
    const { Marker } = await admin.send(new iam.ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1 }));
    expect(await refusalOf(admin.send(new iam.ListPoliciesCommand({ Scope: 'All', Marker })))).toMatchObject({
      code: 'ValidationError',
    });
  });
});

describe("AWS's own", () => {
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

  test('are told like any other', async () => {
    const { Policy } = await admin.send(new iam.GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({
      PolicyName: 'AWSLambdaBasicExecutionRole',
      Path: '/service-role/',
      Arn: PolicyArn,
      DefaultVersionId: 'v1',
      CreateDate: new Date('2015-04-09T15:03:43Z'),
      Tags: [],
    });
    const { PolicyVersion } = await admin.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toMatchObject({
      Statement: [{ Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'] }],
    });
  });

  test.each([
    ['DeletePolicy', () => new iam.DeletePolicyCommand({ PolicyArn })],
    ['CreatePolicyVersion', () => new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allowing('*') })],
    ['SetDefaultPolicyVersion', () => new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })],
    ['DeletePolicyVersion', () => new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })],
    ['TagPolicy', () => new iam.TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'k', Value: 'v' }] })],
    ['UntagPolicy', () => new iam.UntagPolicyCommand({ PolicyArn, TagKeys: ['k'] })],
  ])('nobody may %s', async (operation, command) => {
    expect(await refusalOf(admin.send(command() as iam.GetPolicyCommand))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${cloud.accountId}:user/admin is not authorized to perform: iam:${operation} on resource: policy ${PolicyArn}`,
      status: 403,
    });
  });

  test('one that there is not is not found, and nothing else is one', async () => {
    const absent = 'arn:aws:iam::aws:policy/NoSuchThing';
    expect(await refusalOf(admin.send(new iam.GetPolicyCommand({ PolicyArn: absent })))).toEqual({
      code: 'NoSuchEntityException',
      message: `Policy ${absent} was not found.`,
      status: 404,
    });
    expect(
      await refusalOf(
        admin.send(new iam.GetPolicyCommand({ PolicyArn: `arn:aws:iam::${cloud.accountId}:user/admin` })),
      ),
    ).toMatchObject({ code: 'InvalidInputException', status: 400 });
  });
});
