/** The recorded scenarios of STS, done again. */
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Credentials, Replay } from './replay.ts';

export const stsScenarios: Readonly<Record<string, (parameter: string) => Replay>> = {
  test_iam_role_chaining_override_transitive_tags: () => async (stage) => {
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: stage.account }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    const arns: string[] = [];
    for (const n of [1, 2]) {
      const create = new CreateRoleCommand({ RoleName: `chained-${n}`, AssumeRolePolicyDocument });
      arns.push((await stage.record(`role-${n}`, stage.iam.send(create)))?.Role?.Arn ?? '');
    }
    const [RoleArn, next] = arns;
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: '*' }],
    });
    await stage.iam.send(new PutRolePolicyCommand({ RoleName: 'chained-1', PolicyName: 'assume', PolicyDocument }));
    const first = await stage.sts().send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: 'one',
        Tags: [{ Key: 'tag', Value: '1' }],
        TransitiveTagKeys: ['tag'],
      }),
    );
    const session: Credentials = {
      accessKeyId: first.Credentials?.AccessKeyId ?? '',
      secretAccessKey: first.Credentials?.SecretAccessKey ?? '',
      sessionToken: first.Credentials?.SessionToken ?? '',
    };
    for (const [label, Key] of [
      ['override-transitive-tag-error', 'tag'],
      ['override-transitive-tag-case-ignore-error', 'TAG'],
    ] as const) {
      const again = new AssumeRoleCommand({
        RoleArn: next,
        RoleSessionName: 'two',
        Tags: [{ Key, Value: '2' }],
      });
      await stage.record(label, stage.sts(session).send(again));
    }
  },
};
