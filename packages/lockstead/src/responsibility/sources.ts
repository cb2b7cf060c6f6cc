/** The pages that the answers come from. The facts are theirs, the sentences are ours. Looked up in November 2026. */

interface Page {
  readonly title: string;
  readonly url: string;
}

const docs = 'https://docs.aws.amazon.com';

export const sources = {
  model: {
    title: 'Shared Responsibility Model',
    url: 'https://aws.amazon.com/compliance/shared-responsibility-model/',
  },
  risk: {
    title: 'AWS Risk and Compliance: shared responsibility model',
    url: `${docs}/whitepapers/latest/aws-risk-and-compliance/shared-responsibility-model.html`,
  },
  dataCenters: {
    title: 'AWS data centers: our controls',
    url: 'https://aws.amazon.com/compliance/data-center/controls/',
  },
  nitro: {
    title: 'Security design of the AWS Nitro System: its components',
    url: `${docs}/whitepapers/latest/security-design-of-aws-nitro-system/the-components-of-the-nitro-system.html`,
  },
  cloudTypes: { title: 'Types of cloud computing', url: 'https://aws.amazon.com/types-of-cloud-computing/' },
  saasLens: {
    title: 'Well-Architected SaaS Lens: tenant isolation',
    url: `${docs}/wellarchitected/latest/saas-lens/tenant-isolation.html`,
  },
  saasIdentity: {
    title: 'Well-Architected SaaS Lens: identity and access management',
    url: `${docs}/wellarchitected/latest/saas-lens/identity-and-access-management.html`,
  },
  iamPractices: { title: 'Security best practices in IAM', url: `${docs}/IAM/latest/UserGuide/best-practices.html` },
  iamData: { title: 'Data protection in IAM', url: `${docs}/IAM/latest/UserGuide/data-protection.html` },
  iamSecurity: { title: 'Security in IAM and AWS STS', url: `${docs}/IAM/latest/UserGuide/security.html` },
  iamResilience: {
    title: 'Resilience in IAM',
    url: `${docs}/IAM/latest/UserGuide/disaster-recovery-resiliency.html`,
  },
  stsTokens: {
    title: 'Temporary security credentials in IAM',
    url: `${docs}/IAM/latest/UserGuide/id_credentials_temp.html`,
  },
  ec2Security: { title: 'Security in Amazon EC2', url: `${docs}/AWSEC2/latest/UserGuide/ec2-security.html` },
  ec2Network: {
    title: 'Infrastructure security in Amazon EC2',
    url: `${docs}/AWSEC2/latest/UserGuide/infrastructure-security.html`,
  },
  ec2Data: { title: 'Data protection in Amazon EC2', url: `${docs}/AWSEC2/latest/UserGuide/data-protection.html` },
  ec2Updates: {
    title: 'Update management for EC2 instances',
    url: `${docs}/AWSEC2/latest/UserGuide/update-management.html`,
  },
  ec2Resilience: {
    title: 'Resilience in Amazon EC2',
    url: `${docs}/AWSEC2/latest/UserGuide/disaster-recovery-resiliency.html`,
  },
  ec2Identity: {
    title: 'Identity and access management for Amazon EC2',
    url: `${docs}/AWSEC2/latest/UserGuide/security-iam.html`,
  },
  ebsSecurity: { title: 'Security in Amazon EBS', url: `${docs}/ebs/latest/userguide/security.html` },
  ebsEncryption: { title: 'Amazon EBS encryption', url: `${docs}/ebs/latest/userguide/ebs-encryption.html` },
  ebsSnapshots: { title: 'Amazon EBS snapshots', url: `${docs}/ebs/latest/userguide/ebs-snapshots.html` },
  vpcSecurity: { title: 'Security in Amazon VPC', url: `${docs}/vpc/latest/userguide/security.html` },
  vpcNetwork: {
    title: 'Infrastructure security in Amazon VPC',
    url: `${docs}/vpc/latest/userguide/infrastructure-security.html`,
  },
  vpcTransit: { title: 'Data protection in Amazon VPC', url: `${docs}/vpc/latest/userguide/data-protection.html` },
  vpcFlowLogs: { title: 'VPC Flow Logs', url: `${docs}/vpc/latest/userguide/flow-logs.html` },
  ecsModel: {
    title: 'Shared responsibility model for Amazon ECS',
    url: `${docs}/AmazonECS/latest/developerguide/security-shared-model.html`,
  },
  ecsPractices: {
    title: 'Task and container security in Amazon ECS',
    url: `${docs}/AmazonECS/latest/developerguide/security-tasks-containers.html`,
  },
  fargateSecurity: {
    title: 'Fargate security best practices in Amazon ECS',
    url: `${docs}/AmazonECS/latest/developerguide/security-fargate.html`,
  },
  eksModel: { title: 'Security in Amazon EKS', url: `${docs}/eks/latest/userguide/security.html` },
  eksPractices: {
    title: 'Amazon EKS best practices for security',
    url: `${docs}/eks/latest/best-practices/security.html`,
  },
  eksLogging: { title: 'Amazon EKS control plane logs', url: `${docs}/eks/latest/userguide/control-plane-logs.html` },
  eksSecrets: {
    title: 'Envelope encryption for Kubernetes API data',
    url: `${docs}/eks/latest/userguide/envelope-encryption.html`,
  },
  rdsWelcome: { title: 'What is Amazon RDS?', url: `${docs}/AmazonRDS/latest/UserGuide/Welcome.html` },
  rdsSecurity: { title: 'Security in Amazon RDS', url: `${docs}/AmazonRDS/latest/UserGuide/UsingWithRDS.html` },
  rdsMaintenance: {
    title: 'Maintaining a DB instance',
    url: `${docs}/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html`,
  },
  rdsUpgrades: {
    title: 'Upgrading a DB instance engine version',
    url: `${docs}/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html`,
  },
  rdsNetwork: {
    title: 'Controlling access with security groups (RDS)',
    url: `${docs}/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html`,
  },
  rdsEncryption: {
    title: 'Encrypting Amazon RDS resources',
    url: `${docs}/AmazonRDS/latest/UserGuide/Overview.Encryption.html`,
  },
  rdsTls: { title: 'Using TLS with a DB instance', url: `${docs}/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html` },
  rdsLogs: { title: 'Monitoring Amazon RDS log files', url: `${docs}/AmazonRDS/latest/UserGuide/USER_LogAccess.html` },
  rdsBackups: {
    title: 'Introduction to backups (RDS)',
    url: `${docs}/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html`,
  },
  beanstalkModel: {
    title: 'Shared responsibility model for Elastic Beanstalk platform maintenance',
    url: `${docs}/elasticbeanstalk/latest/dg/platforms-shared-responsibility.html`,
  },
  beanstalkSecurity: {
    title: 'AWS Elastic Beanstalk security',
    url: `${docs}/elasticbeanstalk/latest/dg/security.html`,
  },
  beanstalkUpdates: {
    title: 'Managed platform updates',
    url: `${docs}/elasticbeanstalk/latest/dg/environment-platform-update-managed.html`,
  },
  beanstalkStorage: {
    title: 'Using Elastic Beanstalk with Amazon S3',
    url: `${docs}/elasticbeanstalk/latest/dg/AWSHowTo.S3.html`,
  },
  beanstalkHttps: {
    title: 'Configuring HTTPS for an Elastic Beanstalk environment',
    url: `${docs}/elasticbeanstalk/latest/dg/configuring-https.html`,
  },
  beanstalkLogs: {
    title: 'Viewing logs from instances (Elastic Beanstalk)',
    url: `${docs}/elasticbeanstalk/latest/dg/using-features.logging.html`,
  },
  lambdaModel: {
    title: 'Security overview of AWS Lambda: the shared responsibility model',
    url: `${docs}/whitepapers/latest/security-overview-aws-lambda/the-shared-responsibility-model.html`,
  },
  lambdaRuntimes: {
    title: 'Shared responsibility for Lambda runtime management',
    url: `${docs}/lambda/latest/dg/runtime-management-shared.html`,
  },
  lambdaAtRest: {
    title: 'Data encryption at rest for AWS Lambda',
    url: `${docs}/lambda/latest/dg/security-encryption-at-rest.html`,
  },
  lambdaInTransit: {
    title: 'Data protection in AWS Lambda',
    url: `${docs}/lambda/latest/dg/security-dataprotection.html`,
  },
  lambdaVpc: {
    title: 'Giving Lambda functions access to a VPC',
    url: `${docs}/lambda/latest/dg/configuration-vpc.html`,
  },
  lambdaLogs: { title: 'Lambda function logs', url: `${docs}/lambda/latest/dg/monitoring-logs.html` },
  lambdaVersions: { title: 'Lambda function versions', url: `${docs}/lambda/latest/dg/configuration-versions.html` },
  lambdaPermissions: {
    title: 'Managing permissions in AWS Lambda',
    url: `${docs}/lambda/latest/dg/lambda-permissions.html`,
  },
  s3Security: { title: 'Security in Amazon S3', url: `${docs}/AmazonS3/latest/userguide/security.html` },
  s3Encryption: {
    title: 'Setting default server-side encryption for S3 buckets',
    url: `${docs}/AmazonS3/latest/userguide/bucket-encryption.html`,
  },
  s3Kms: {
    title: 'Server-side encryption with AWS KMS keys (SSE-KMS)',
    url: `${docs}/AmazonS3/latest/userguide/UsingKMSEncryption.html`,
  },
  s3Public: {
    title: 'Blocking public access to Amazon S3 storage',
    url: `${docs}/AmazonS3/latest/userguide/access-control-block-public-access.html`,
  },
  s3Practices: {
    title: 'Security best practices for Amazon S3',
    url: `${docs}/AmazonS3/latest/userguide/security-best-practices.html`,
  },
  s3Logging: { title: 'Logging options for Amazon S3', url: `${docs}/AmazonS3/latest/userguide/logging-with-S3.html` },
  s3Versioning: { title: 'Using versioning in S3 buckets', url: `${docs}/AmazonS3/latest/userguide/Versioning.html` },
  dynamoAtRest: {
    title: 'DynamoDB encryption at rest',
    url: `${docs}/amazondynamodb/latest/developerguide/EncryptionAtRest.html`,
  },
  dynamoUsage: {
    title: 'DynamoDB encryption at rest usage notes',
    url: `${docs}/amazondynamodb/latest/developerguide/encryption.usagenotes.html`,
  },
  dynamoBackup: {
    title: 'Backup and restore for DynamoDB',
    url: `${docs}/amazondynamodb/latest/developerguide/Backup-and-Restore.html`,
  },
  kmsData: { title: 'Data protection in AWS KMS', url: `${docs}/kms/latest/developerguide/data-protection.html` },
  kmsPolicies: { title: 'Key policies in AWS KMS', url: `${docs}/kms/latest/developerguide/key-policies.html` },
  kmsDeleting: { title: 'Delete an AWS KMS key', url: `${docs}/kms/latest/developerguide/deleting-keys.html` },
  kmsNetwork: {
    title: 'Infrastructure security in AWS KMS',
    url: `${docs}/kms/latest/developerguide/infrastructure-security.html`,
  },
  kmsLogging: {
    title: 'Logging AWS KMS API calls with CloudTrail',
    url: `${docs}/kms/latest/developerguide/logging-using-cloudtrail.html`,
  },
  sqsAtRest: {
    title: 'Encryption at rest in Amazon SQS',
    url: `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html`,
  },
  sqsPractices: {
    title: 'Amazon SQS security best practices',
    url: `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html`,
  },
  sqsRetention: {
    title: 'Amazon SQS queue attributes: message retention',
    url: `${docs}/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html`,
  },
  trailData: {
    title: 'Data protection in AWS CloudTrail',
    url: `${docs}/awscloudtrail/latest/userguide/data-protection.html`,
  },
  trailKms: {
    title: 'Encrypting CloudTrail log files with AWS KMS keys',
    url: `${docs}/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html`,
  },
  trailHistory: {
    title: 'Working with CloudTrail event history',
    url: `${docs}/awscloudtrail/latest/userguide/view-cloudtrail-events.html`,
  },
  trailPractices: {
    title: 'Security best practices in AWS CloudTrail',
    url: `${docs}/awscloudtrail/latest/userguide/best-practices-security.html`,
  },
  guardDutyData: {
    title: 'Data protection in Amazon GuardDuty',
    url: `${docs}/guardduty/latest/ug/data-protection.html`,
  },
  tls: {
    title: 'Security pillar: protecting data in transit',
    url: `${docs}/wellarchitected/latest/security-pillar/protecting-data-in-transit.html`,
  },
  classification: {
    title: 'Security pillar: data classification',
    url: `${docs}/wellarchitected/latest/security-pillar/data-classification.html`,
  },
  endpoints: {
    title: 'Access AWS services through AWS PrivateLink',
    url: `${docs}/vpc/latest/privatelink/privatelink-access-aws-services.html`,
  },
} as const satisfies Readonly<Record<string, Page>>;

export type Source = keyof typeof sources;
