/** Where AWS documents the operations of a service, by the service's id in the table of @lockstead/wire. */
const folders: Readonly<Record<string, string>> = {
  'access-analyzer': 'access-analyzer/latest/APIReference',
  account: 'accounts/latest/reference',
  artifact: 'artifact/latest/APIReference',
  cloudfront: 'cloudfront/latest/APIReference',
  cloudtrail: 'awscloudtrail/latest/APIReference',
  config: 'config/latest/APIReference',
  ec2: 'AWSEC2/latest/APIReference',
  elasticloadbalancingv2: 'elasticloadbalancing/latest/APIReference',
  guardduty: 'guardduty/latest/APIReference',
  iam: 'IAM/latest/APIReference',
  identitystore: 'singlesignon/latest/IdentityStoreAPIReference',
  'inspector-scan': 'inspector/v2/APIReference',
  inspector2: 'inspector/v2/APIReference',
  kms: 'kms/latest/APIReference',
  logs: 'AmazonCloudWatchLogs/latest/APIReference',
  monitoring: 'AmazonCloudWatch/latest/APIReference',
  organizations: 'organizations/latest/APIReference',
  route53: 'Route53/latest/APIReference',
  s3: 'AmazonS3/latest/API',
  secretsmanager: 'secretsmanager/latest/apireference',
  shield: 'waf/latest/DDOSAPIReference',
  sns: 'sns/latest/api',
  sqs: 'AWSSimpleQueueService/latest/APIReference',
  sts: 'STS/latest/APIReference',
  tagging: 'resourcegroupstagging/latest/APIReference',
  wafv2: 'waf/latest/APIReference',
};

/** The folder's own address, which ends with a slash; `undefined` for a service whose reference is not known here. */
export function referenceFolder(serviceId: string): string | undefined {
  const folder = folders[serviceId];
  return folder === undefined ? undefined : `https://docs.aws.amazon.com/${folder}/`;
}
