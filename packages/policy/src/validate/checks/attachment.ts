/** Policies of resources: do they speak of what they are attached to? */
import type { StatementCheck } from '../check.ts';

/** Service in the ARN and prefix of the actions, by CloudFormation type. */
const attached: Readonly<
  Record<string, { readonly service: string; readonly prefixes: readonly string[]; readonly part?: string }>
> = {
  'AWS::S3::Bucket': { service: 's3', prefixes: ['s3'] },
  'AWS::S3::AccessPoint': { service: 's3', prefixes: ['s3'] },
  'AWS::SQS::Queue': { service: 'sqs', prefixes: ['sqs'] },
  'AWS::SNS::Topic': { service: 'sns', prefixes: ['sns'] },
  'AWS::KMS::Key': { service: 'kms', prefixes: ['kms'] },
  'AWS::SecretsManager::Secret': { service: 'secretsmanager', prefixes: ['secretsmanager'] },
  'AWS::Lambda::Function': { service: 'lambda', prefixes: ['lambda'] },
  'AWS::DynamoDB::Table': { service: 'dynamodb', prefixes: ['dynamodb'] },
  'AWS::ECR::Repository': { service: 'ecr', prefixes: ['ecr'] },
  'AWS::Backup::BackupVault': { service: 'backup', prefixes: ['backup'] },
};

export const checkAttachment: StatementCheck = ({ action, resource }, { kind, resourceType, report }) => {
  const known = resourceType === undefined ? undefined : attached[resourceType];
  if (kind !== 'resource' || known === undefined) return;
  for (const node of action?.texts ?? []) {
    const prefix = node.text.split(':')[0]?.toLowerCase() ?? '';
    if (node.text.includes(':') && !prefix.includes('*') && !known.prefixes.includes(prefix)) {
      report(
        'UNSUPPORTED_ACTION_IN_POLICY',
        node,
        `a policy of ${resourceType} speaks of ${known.prefixes.join(', ')} alone`,
      );
    }
  }
  for (const node of resource?.texts ?? []) {
    const service = node.text.split(':')[2];
    if (node.text !== '*' && service !== undefined && !service.includes('*') && service !== known.service) {
      report(
        'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
        node,
        `a policy of ${resourceType} cannot speak of resources of ${service}`,
      );
    }
  }
};

/** Keys that tell of the caller, where the caller is whoever the policy is attached to. */
const irrelevant: Readonly<Partial<Record<string, readonly string[]>>> = {
  resourceControl: ['aws:resourceaccount', 'aws:resourceorgid', 'aws:resourceorgpaths'],
  serviceControl: ['aws:principalorgid', 'aws:principalorgpaths'],
};

/** In a control policy every request has the same value of these: the one of the organization itself. */
export const checkIrrelevantKeys: StatementCheck = ({ conditions }, { kind, report }) => {
  for (const condition of conditions) {
    if (irrelevant[kind]?.includes(condition.key.toLowerCase()) === true) {
      report(
        'IRRELEVANT_CONDITION_KEY_IN_POLICY',
        condition,
        `${condition.key} is the same for all that this policy applies to`,
      );
    }
  }
};
