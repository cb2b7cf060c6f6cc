/** Policies written into users and groups, and managed ones hung on them. The same rules for both, so the same cases. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
  await admin.send(new iam.CreateUserCommand({ UserName: 'it' }));
  await admin.send(new iam.CreateGroupCommand({ GroupName: 'it' }));
});
afterAll(() => cloud.stop());

const aws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

/** A valid policy of exactly so many characters, white space aside. */
function documentOf(size: number): string {
  const text = (sid: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Sid: sid, Effect: 'Allow', Action: 's3:*', Resource: '*' }],
    });
  return text('a'.repeat(size - text('').length));
}

interface Kind {
  readonly kind: 'user' | 'group';
  readonly max: number;
  put(PolicyName: string, PolicyDocument: string): Promise<unknown>;
  get(PolicyName: string): Promise<{ PolicyName?: string | undefined; PolicyDocument?: string | undefined }>;
  remove(PolicyName: string): Promise<unknown>;
  list(page?: { MaxItems?: number; Marker?: string | undefined }): Promise<iam.ListUserPoliciesResponse>;
  attach(PolicyArn: string): Promise<unknown>;
  detach(PolicyArn: string): Promise<unknown>;
  attached(PathPrefix?: string): Promise<iam.ListAttachedUserPoliciesResponse>;
}

const UserName = 'it';
const GroupName = 'it';
const kinds: readonly Kind[] = [
  {
    kind: 'user',
    max: 2048,
    put: (PolicyName, PolicyDocument) =>
      admin.send(new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
    get: (PolicyName) => admin.send(new iam.GetUserPolicyCommand({ UserName, PolicyName })),
    remove: (PolicyName) => admin.send(new iam.DeleteUserPolicyCommand({ UserName, PolicyName })),
    list: (page) => admin.send(new iam.ListUserPoliciesCommand({ UserName, ...page })),
    attach: (PolicyArn) => admin.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn })),
    detach: (PolicyArn) => admin.send(new iam.DetachUserPolicyCommand({ UserName, PolicyArn })),
    attached: (PathPrefix) => admin.send(new iam.ListAttachedUserPoliciesCommand({ UserName, PathPrefix })),
  },
  {
    kind: 'group',
    max: 5120,
    put: (PolicyName, PolicyDocument) =>
      admin.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
    get: (PolicyName) => admin.send(new iam.GetGroupPolicyCommand({ GroupName, PolicyName })),
    remove: (PolicyName) => admin.send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName })),
    list: (page) => admin.send(new iam.ListGroupPoliciesCommand({ GroupName, ...page })),
    attach: (PolicyArn) => admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn })),
    detach: (PolicyArn) => admin.send(new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    attached: (PathPrefix) => admin.send(new iam.ListAttachedGroupPoliciesCommand({ GroupName, PathPrefix })),
  },
];

describe.each(kinds)('of a $kind', ({ kind, max, put, get, remove, list, attach, detach, attached }) => {
  test('an inline policy comes back as it was written, percent-encoded', async () => {
    const text =
      '{"Version":"2012-10-17",\n "Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/%41(*)!\'ü"}}';
    await put('first', text);
    const { PolicyName, PolicyDocument = '' } = await get('first');
    expect(PolicyName).toBe('first');
    expect(PolicyDocument).toMatch(/^[A-Za-z0-9%._~-]+$/);
    expect(decodeURIComponent(PolicyDocument)).toBe(text);
    await put('first', documentOf(200));
    expect(decodeURIComponent((await get('first')).PolicyDocument ?? '')).toBe(documentOf(200));
    await remove('first');
    const missing = {
      name: 'NoSuchEntityException',
      message: `The ${kind} policy with name first cannot be found.`,
    };
    await expect(get('first')).rejects.toMatchObject(missing);
    await expect(remove('first')).rejects.toMatchObject(missing);
  });

  test('all inline policies together have one quota, white space not counted', async () => {
    await put('half', documentOf(max / 2));
    await put('rest', documentOf(max / 2).replaceAll(',', ' ,\n\t'));
    await expect(put('more', documentOf(120))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Maximum policy size of ${max} bytes exceeded for ${kind} it`,
    });
    // One that is written over does not count twice.
    await put('rest', documentOf(max / 2 - 120));
    await put('more', documentOf(120));
    const first = await list({ MaxItems: 2 });
    expect(first).toMatchObject({ PolicyNames: ['half', 'more'], IsTruncated: true });
    expect(await list({ MaxItems: 2, Marker: first.Marker })).toMatchObject({
      PolicyNames: ['rest'],
      IsTruncated: false,
    });
    for (const name of ['half', 'rest', 'more']) await remove(name);
  });

  test.each([
    ['no JSON', '{"Version"'],
    ['no policy', '[]'],
    [
      'a principal, which only resources have',
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
    ],
  ])('what is %s is refused', async (_what, text) => {
    await expect(put('bad', text)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  test('managed policies: ten, each once, found by their path, and only those that exist', async () => {
    await attach(aws('AdministratorAccess'));
    await attach(aws('AdministratorAccess'));
    await attach(aws('job-function/ViewOnlyAccess'));
    expect((await attached()).AttachedPolicies).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: aws('AdministratorAccess') },
      { PolicyName: 'ViewOnlyAccess', PolicyArn: aws('job-function/ViewOnlyAccess') },
    ]);
    expect((await attached('/job-function/')).AttachedPolicies).toHaveLength(1);

    const missing = `arn:aws:iam::${cloud.accountId}:policy/missing`;
    await expect(attach(missing)).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Policy ${missing} does not exist or is not attachable.`,
    });
    await expect(attach('arn:aws:iam::1:polic/y/no-policy')).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: 'ARN arn:aws:iam::1:polic/y/no-policy is not valid.',
    });
    await detach(aws('job-function/ViewOnlyAccess'));
    await expect(detach(aws('job-function/ViewOnlyAccess'))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Policy ${aws('job-function/ViewOnlyAccess')} was not found.`,
    });

    const nine = [
      'ReadOnlyAccess',
      'SecurityAudit',
      'IAMFullAccess',
      'IAMReadOnlyAccess',
      'AmazonS3FullAccess',
      'PowerUserAccess',
      'AmazonS3ReadOnlyAccess',
      'IAMUserChangePassword',
      'AWSCloudTrail_ReadOnlyAccess',
    ].map(aws);
    for (const arn of nine) await attach(arn);
    await expect(attach(aws('job-function/ViewOnlyAccess'))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Cannot exceed quota for PoliciesPer${kind === 'user' ? 'User' : 'Group'}: 10`,
    });
    for (const arn of [...nine, aws('AdministratorAccess')]) await detach(arn);
  });
});
