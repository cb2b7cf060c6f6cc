/**
 * A real account brought in, and asked for whole: `lockstead import gaad` of 5,000 roles with their policies into a server of its own, then
 * GetAccountAuthorizationDetails of all of it, page by page as the AWS CLI asks.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { GetAccountAuthorizationDetailsCommand, IAMClient } from '@aws-sdk/client-iam';
import { startLockstead } from '../packages/lockstead/src/index.ts';

const [roles, policies, users] = [5_000, 500, 500];
const account = '123456789012';
const bin = join(import.meta.dirname, '../packages/lockstead/bin/lockstead.mjs');
const CreateDate = '2026-11-01T00:00:00+00:00';

export async function run(progress: (line: string) => void): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  const cloud = await startLockstead({ data: join(folder, 'data') });
  try {
    const file = join(folder, 'account.json');
    writeFileSync(file, JSON.stringify(exported()));
    progress(`bringing in ${roles} roles, ${policies} policies, ${users} users`);
    const { accessKeyId, secretAccessKey } = cloud.credentials;
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const started = performance.now();
    // Beside this process, which serves.
    await promisify(execFile)(process.execPath, [bin, 'import', 'gaad', file], { env });
    const importSeconds = (performance.now() - started) / 1000;
    progress('asking for all of it');
    const root = new IAMClient(cloud.clientConfig(await cloud.as(`arn:aws:iam::${account}:root`)));
    const detailsSeconds = await timed(() => detailsOf(root));
    const rssMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
    return { importSeconds, detailsSeconds, rssMb };
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function detailsOf(client: IAMClient): Promise<void> {
  let found = 0;
  for (let Marker: string | undefined; ; ) {
    const page = await client.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000, Marker }));
    found += page.RoleDetailList?.length ?? 0;
    Marker = page.Marker;
    if (Marker === undefined) break;
  }
  if (found !== roles) throw new Error(`${found} roles came back`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function exported(): object {
  const id = (prefix: string, i: number): string => `${prefix}${String(i).padStart(17, 'A')}`;
  const named = (i: number) => ({ Path: i % 3 === 0 ? '/team/' : '/', CreateDate });
  const allow = (Action: readonly string[]) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  const policyArn = (i: number): string => `arn:aws:iam::${account}:policy${named(i).Path}policy-${i}`;
  const attached = (i: number) => [{ PolicyName: `policy-${i % policies}`, PolicyArn: policyArn(i % policies) }];
  return {
    Policies: Array.from({ length: policies }, (_, i) => ({
      ...named(i),
      PolicyName: `policy-${i}`,
      PolicyId: id('ANPA', i),
      Arn: policyArn(i),
      DefaultVersionId: 'v1',
      UpdateDate: CreateDate,
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: true, CreateDate, Document: allow(['s3:Get*', `sqs:Send${i}*`]) },
      ],
    })),
    GroupDetailList: [],
    UserDetailList: Array.from({ length: users }, (_, i) => ({
      ...named(i),
      UserName: `user-${i}`,
      UserId: id('AIDA', i),
      Arn: `arn:aws:iam::${account}:user${named(i).Path}user-${i}`,
      AttachedManagedPolicies: attached(i),
    })),
    RoleDetailList: Array.from({ length: roles }, (_, i) => ({
      ...named(i),
      RoleName: `role-${i}`,
      RoleId: id('AROA', i),
      Arn: `arn:aws:iam::${account}:role${named(i).Path}role-${i}`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account}:user${named(i % users).Path}user-${i % users}` },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      RolePolicyList: [{ PolicyName: 'own', PolicyDocument: allow(['dynamodb:GetItem', 'dynamodb:Query', 'logs:*']) }],
      AttachedManagedPolicies: attached(i),
      Tags: [{ Key: 'team', Value: `team-${i % 40}` }],
    })),
  };
}
