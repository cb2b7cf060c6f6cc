/** Policies of resources: do they speak of what they are attached to? */
import type { StatementCheck } from '../check.ts';

/** Service in the ARN and prefix of the actions, by CloudFormation type. */
const attached: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 's3',
  'AWS::S3::AccessPoint': 's3',
  'AWS::S3::MultiRegionAccessPoint': 's3',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SNS::Topic': 'sns',
  'AWS::KMS::Key': 'kms',
  'AWS::SecretsManager::Secret': 'secretsmanager',
  'AWS::Lambda::Function': 'lambda',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::ECR::Repository': 'ecr',
  'AWS::Backup::BackupVault': 'backup',
};

export const checkAttachment: StatementCheck = ({ action, resource }, { kind, resourceType, report }) => {
  const known = resourceType === undefined ? undefined : attached[resourceType];
  if (kind !== 'resource' || resourceType === undefined || known === undefined) return;
  for (const node of action?.texts ?? []) {
    const prefix = node.text.split(':')[0]?.toLowerCase() ?? '';
    if (node.text.includes(':') && !prefix.includes('*') && prefix !== known)
      report('UNSUPPORTED_ACTION_IN_POLICY', node, { action: node.text, resourceType });
  }
  for (const node of resource?.texts ?? []) {
    const service = node.text.split(':')[2];
    if (node.text !== '*' && service !== undefined && !service.includes('*') && service !== known)
      report('UNSUPPORTED_RESOURCE_ARN_IN_POLICY', node, { resourceType });
  }
};

/**
 * Keys that tell of the resource: in the policy of a resource they have one value.
 * AWS names the first, for buckets and access points; AWS DIFFERS? The others are as much the resource's own.
 */
const ofTheResource: ReadonlySet<string> = new Set([
  's3:resourceaccount',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
]);

export const checkIrrelevantKeys: StatementCheck = ({ conditions }, { kind, resourceType, report }) => {
  if (kind !== 'resource') return;
  for (const condition of conditions) {
    if (!ofTheResource.has(condition.key.toLowerCase())) continue;
    report('IRRELEVANT_CONDITION_KEY_IN_POLICY', condition, {
      'condition-key': condition.key,
      'resource-type': resourceType ?? 'resource-based',
    });
  }
};
