/** An account with as much in it as its quotas allow, or near that, each thing as large as it may be. */
import * as iam from '@aws-sdk/client-iam';

/** `Aaaa…0`: as long as it may be, and another for each number. */
export function numbered(n: number, length: number): string {
  return `A${String(n).padStart(length - 1, 'a')}`;
}

export const tags: readonly iam.Tag[] = Array.from({ length: 50 }, (_, n) => ({
  Key: numbered(n, 128),
  Value: 'v'.repeat(256),
}));

/** A policy of about so many characters, in many statements. */
export function policyOf(length: number): string {
  const statement = (n: number) => ({
    Effect: 'Allow',
    Action: [`s3:Get*${n}`, 'ec2:Describe*'],
    Resource: `arn:aws:s3:::box-${n}/*`,
    Condition: { StringLike: { 'aws:PrincipalTag/team': `a*b*${n}` } },
  });
  const one = JSON.stringify(statement(100_000)).length + 1;
  const count = Math.max(1, Math.floor((length - 40) / one));
  return JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: count }, (_, n) => statement(n)) });
}

export function trustOf(length: number): string {
  const statement = (n: number) => ({
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': String(n).padStart(10, 'x') } },
  });
  const one = JSON.stringify(statement(0)).length + 1;
  const count = Math.max(1, Math.floor((length - 40) / one));
  return JSON.stringify({ Version: '2012-10-17', Statement: Array.from({ length: count }, (_, n) => statement(n)) });
}

const counts = { users: 1500, groups: 300, roles: 990, policies: 400, profiles: 990, tagged: 300 };
export const path = `/${'a'.repeat(510)}/`;

/** Answers the name of the policy, group and role on which most hangs. */
export async function fill(client: iam.IAMClient, account: string): Promise<void> {
  const some = async (count: number, make: (n: number) => Promise<unknown>): Promise<void> => {
    for (let from = 0; from < count; from += 16) {
      await Promise.all(Array.from({ length: Math.min(16, count - from) }, (_, n) => make(from + n)));
    }
  };
  const large = policyOf(6100);
  await some(counts.policies, async (n) => {
    const { Policy } = await client.send(
      new iam.CreatePolicyCommand({ PolicyName: numbered(n, 128), PolicyDocument: large, Path: path, Tags: [...tags] }),
    );
    for (let version = 2; version <= 5 && n < 100; version += 1) {
      await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: large }));
    }
  });
  const all = `arn:aws:iam::${account}:policy/all`;
  await client.send(new iam.CreatePolicyCommand({ PolicyName: 'all', PolicyDocument: large }));
  await client.send(new iam.CreateGroupCommand({ GroupName: 'everybody' }));
  await some(counts.groups - 10, async (n) => {
    const GroupName = numbered(n, 128);
    await client.send(new iam.CreateGroupCommand({ GroupName, Path: path }));
    await client.send(
      new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'inline', PolicyDocument: policyOf(5000) }),
    );
  });
  await some(counts.users, async (n) => {
    const UserName = numbered(n, 64);
    const boundary = { PermissionsBoundary: all };
    const tagged = n < counts.tagged ? { Tags: [...tags] } : {};
    await client.send(new iam.CreateUserCommand({ UserName, Path: path, ...boundary, ...tagged }));
    await client.send(new iam.AddUserToGroupCommand({ UserName, GroupName: 'everybody' }));
    await client.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn: all }));
  });
  await some(counts.roles, async (n) => {
    const RoleName = numbered(n, 64);
    const tagged = n < counts.tagged ? { Tags: [...tags] } : {};
    await client.send(
      new iam.CreateRoleCommand({ RoleName, Path: path, AssumeRolePolicyDocument: trustOf(2000), ...tagged }),
    );
    await client.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn: all }));
    if (n < counts.tagged) {
      await client.send(
        new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'inline', PolicyDocument: policyOf(10_000) }),
      );
    }
  });
  await some(counts.profiles, async (n) => {
    const InstanceProfileName = numbered(n, 128);
    await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path: path }));
    await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: numbered(n, 64) }));
  });
}
