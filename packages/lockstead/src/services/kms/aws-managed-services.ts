/**
 * The services that have a key of their own in each account and Region, which AWS manages: `alias/aws/s3` and its kin.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
import { iamArn } from '#kernel/arn';

interface ManagedService {
  /** As the key's description and policy call the service, and what it keeps. */
  readonly title: string;
  readonly keeps: string;
  /** Whose requests the key policy lets pass, where that is not the service's own name: volumes are EC2's. */
  readonly via?: string;
  /** It goes on using the key when its caller has gone, by grants. */
  readonly grants?: true;
  /** Its alias stands in every account from the start, and the key is made when it is first asked for. */
  readonly listed?: true;
}

/** By the last part of the alias. */
const services: Readonly<Record<string, ManagedService>> = {
  acm: { title: 'ACM', keeps: 'ACM private keys', grants: true },
  backup: { title: 'Backup', keeps: 'Backup data', grants: true },
  codecommit: { title: 'CodeCommit', keeps: 'CodeCommit repositories' },
  dms: { title: 'DMS', keeps: 'DMS replication instances', grants: true },
  dynamodb: { title: 'Amazon DynamoDB', keeps: 'DynamoDB data', grants: true, listed: true },
  ebs: { title: 'EBS', keeps: 'EBS volumes', via: 'ec2', grants: true, listed: true },
  elasticfilesystem: { title: 'EFS', keeps: 'EFS file systems', grants: true, listed: true },
  es: { title: 'Elasticsearch', keeps: 'Elasticsearch data', grants: true, listed: true },
  fsx: { title: 'FSx', keeps: 'FSx resources', grants: true },
  glue: { title: 'Glue', keeps: 'Glue data', listed: true },
  kafka: { title: 'MSK', keeps: 'MSK data', grants: true },
  kinesis: { title: 'Kinesis', keeps: 'Kinesis streams' },
  kinesisvideo: { title: 'Kinesis Video', keeps: 'Kinesis Video streams', listed: true },
  lambda: { title: 'AWS Lambda', keeps: 'Lambda functions', grants: true },
  rds: { title: 'RDS', keeps: 'RDS database volumes', grants: true, listed: true },
  redshift: { title: 'Redshift', keeps: 'Redshift clusters', grants: true, listed: true },
  s3: { title: 'S3', keeps: 'S3 objects', listed: true },
  secretsmanager: { title: 'AWS Secrets Manager', keeps: 'Secrets Manager data', grants: true },
  sns: { title: 'SNS', keeps: 'SNS data' },
  sqs: { title: 'SQS', keeps: 'SQS messages' },
  ssm: { title: 'SSM', keeps: 'SSM data', listed: true },
  workspaces: { title: 'WorkSpaces', keeps: 'WorkSpaces volumes', grants: true },
  xray: { title: 'X-Ray', keeps: 'X-Ray data', listed: true },
};

const prefix = 'alias/aws/';

export function managedAlias(service: string): string {
  return `${prefix}${service}`;
}

/** `s3`, of `alias/aws/s3`. `undefined` for other aliases, and for services that have no such key. */
export function serviceOfAlias(alias: string): string | undefined {
  const service = alias.slice(prefix.length);
  return alias.startsWith(prefix) && isManagedService(service) ? service : undefined;
}

export function isManagedService(service: string): boolean {
  return Object.hasOwn(services, service);
}

/** The aliases that an account has before their keys are made. */
export const listedAliases: readonly string[] = Object.entries(services).flatMap(([service, { listed }]) =>
  listed === true ? [managedAlias(service)] : [],
);

export function managedDescription(service: string): string {
  return `Default key that protects my ${services[service]?.keeps} when no other key is defined`;
}

/**
 * Everybody in the account may use the key through its service, and look at it; nobody may change it, the root user neither. The account's own policies
 * still bind: a service control policy, a boundary.
 * AWS DIFFERS? The form is that of `aws/s3`. The policies of some services let pass a little more or less.
 */
export function managedPolicy(service: string, account: string, region: string): string {
  const { title, via = service, grants } = services[service] ?? { title: service };
  const condition = (viaService: string, operator = 'StringEquals'): object =>
    operator === 'StringEquals'
      ? { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': viaService } }
      : { StringEquals: { 'kms:CallerAccount': account }, StringLike: { 'kms:ViaService': viaService } };
  const through = `Allow access through ${title} for all principals in the account that are authorized to use ${title}`;
  const everybody = { Effect: 'Allow', Principal: { AWS: '*' } };
  const grant = grants === true ? ['kms:CreateGrant'] : [];
  const isSecrets = service === 'secretsmanager';
  const dataKeys = isSecrets ? [] : ['kms:GenerateDataKey*'];
  const statements: object[] = [
    {
      Sid: through,
      ...everybody,
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', ...dataKeys, ...grant, 'kms:DescribeKey'],
      Resource: '*',
      Condition: condition(`${via}.${region}.amazonaws.com`),
    },
  ];
  // Secrets are replicated: a data key is made for the secret's other Regions too.
  if (isSecrets) {
    statements.push({
      Sid: through,
      ...everybody,
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: condition('secretsmanager.*.amazonaws.com', 'StringLike'),
    });
  }
  statements.push({
    Sid: 'Allow direct access to key metadata to the account',
    Effect: 'Allow',
    Principal: { AWS: iamArn(account, 'root') },
    Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', ...(grants === true ? ['kms:RevokeGrant'] : [])],
    Resource: '*',
  });
  return JSON.stringify({ Version: '2012-10-17', Id: `auto-${service}-2`, Statement: statements }, undefined, 2);
}
