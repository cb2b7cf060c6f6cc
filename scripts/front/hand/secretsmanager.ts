/**
 * AWS Secrets Manager. A secret is named by ARN or name; what a name's ARN ends in is not in the request, and stands as `??????`.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const secret = '{SecretId|secretArn}';
const id = { 'secretsmanager:SecretId': '{SecretId}' };
const named = 'arn:{partition}:secretsmanager:{region}:{account}:secret:{Name}-??????';

function about(action: string, keys: Readonly<Record<string, string>> = {}): readonly PairRow[] {
  return [{ action: `secretsmanager:${action}`, resources: [secret], keys: { ...id, ...keys } }];
}

function abouts(names: string): Readonly<Record<string, readonly PairRow[]>> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, about(name)]));
}

const described = {
  'secretsmanager:Description': '{Description}',
  'secretsmanager:KmsKeyId': '{KmsKeyId}',
  'secretsmanager:Type': '{Type}',
};
const replicated = { 'secretsmanager:ForceOverwriteReplicaSecret': '{ForceOverwriteReplicaSecret}' };

export const secretsmanager: HandService = {
  client: 'secretsmanager',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_secretsmanager.html',
  operations: {
    ...same('secretsmanager', 'GetRandomPassword ListSecrets', '*'),
    ...abouts(
      `CancelRotateSecret DeleteResourcePolicy DescribeSecret GetResourcePolicy ListSecretVersionIds PutSecretValue
       RemoveRegionsFromReplication RestoreSecret StopReplicationToReplica`,
    ),
    DeleteSecret: about('DeleteSecret', {
      'secretsmanager:ForceDeleteWithoutRecovery': '{ForceDeleteWithoutRecovery}',
      'secretsmanager:RecoveryWindowInDays': '{RecoveryWindowInDays}',
    }),
    GetSecretValue: about('GetSecretValue', {
      'secretsmanager:VersionId': '{VersionId}',
      'secretsmanager:VersionStage': '{VersionStage}',
    }),
    PutResourcePolicy: about('PutResourcePolicy', { 'secretsmanager:BlockPublicPolicy': '{BlockPublicPolicy}' }),
    ReplicateSecretToRegions: about('ReplicateSecretToRegions', {
      ...replicated,
      'secretsmanager:AddReplicaRegions': '{AddReplicaRegions[].Region}',
    }),
    UpdateSecret: about('UpdateSecret', described),
    UpdateSecretVersionStage: about('UpdateSecretVersionStage', { 'secretsmanager:VersionStage': '{VersionStage}' }),
    RotateSecret: [
      ...about('RotateSecret', {
        'secretsmanager:RotationLambdaARN': '{RotationLambdaARN}',
        'secretsmanager:RotateImmediately': '{RotateImmediately}',
        'secretsmanager:ExternalSecretRotationRoleArn': '{ExternalSecretRotationRoleArn}',
      }),
      passRole('ExternalSecretRotationRoleArn', 'secretsmanager.amazonaws.com'),
    ],
    TagResource: about('TagResource').map((pair) => ({ ...pair, tags: 'Tags' })),
    UntagResource: about('UntagResource', { 'aws:TagKeys': '{TagKeys[]}' }),
    // Without a secret the policy is checked by itself. PutResourcePolicy is asked for where there is one to put it on.
    ValidateResourcePolicy: [
      { action: 'secretsmanager:ValidateResourcePolicy', resources: [`?${secret}`], otherwise: anySecret(), keys: id },
      { action: 'secretsmanager:PutResourcePolicy', resources: [secret], keys: id, when: ['SecretId'] },
    ],
    // Each secret that is read is asked for as if it were read alone; filters find what no member names, and need the list as well.
    BatchGetSecretValue: [
      ...on('secretsmanager:BatchGetSecretValue', '*'),
      {
        action: 'secretsmanager:GetSecretValue',
        each: 'SecretIdList[]',
        resources: ['{each|secretArn}'],
        keys: { 'secretsmanager:SecretId': '{each}' },
      },
      { action: 'secretsmanager:ListSecrets', resources: ['*'], when: ['Filters'] },
    ],
    CreateSecret: [
      {
        action: 'secretsmanager:CreateSecret',
        resources: [named],
        tags: 'Tags',
        keys: {
          ...described,
          ...replicated,
          'secretsmanager:Name': '{Name}',
          'secretsmanager:AddReplicaRegions': '{AddReplicaRegions[].Region}',
        },
      },
      { action: 'secretsmanager:TagResource', resources: [named], tags: 'Tags', when: ['Tags'] },
      { action: 'secretsmanager:ReplicateSecretToRegions', resources: [named], when: ['AddReplicaRegions'] },
    ],
  },
};

function anySecret(): string {
  return 'arn:{partition}:secretsmanager:{region}:{account}:secret:*';
}
