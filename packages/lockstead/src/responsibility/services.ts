/**
 * Which answers are a service's. Services are known by AWS's endpoint prefix, by the names that Lockstead's own services have, and by what
 * people call them. A service without answers of its own has those of its class, under its own title.
 */
import { abstract } from './classes/abstract.ts';
import { containers } from './classes/containers.ts';
import { infrastructure } from './classes/infrastructure.ts';
import { platform } from './classes/platform.ts';
import { software } from './classes/software.ts';
import type { ServiceProfile } from './profile.ts';

/** All that have answers written for them. */
export const profiles: readonly ServiceProfile[] = [
  ...infrastructure,
  ...containers,
  ...platform,
  ...abstract,
  ...software,
];

/** Other names of the services above. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  ec2: ['instance', 'instances', 'virtual-machine'],
  ebs: ['volume', 'volumes'],
  vpc: ['security-group', 'security-groups'],
  'ecs-fargate': ['fargate'],
  eks: ['kubernetes'],
  rds: ['aurora', 'database'],
  elasticbeanstalk: ['beanstalk', 'elastic-beanstalk'],
  lambda: ['function', 'functions'],
  s3: ['bucket', 'buckets', 's3control', 's3-control', 's3express', 's3-outposts', 's3-object-lambda'],
  sqs: ['queue', 'queues'],
  saas: ['software', 'software-as-a-service'],
  managed: ['paas'],
  abstract: ['managed-service'],
};

/** Services whose answers are those of another entry: names, the first as it is asked for; title. */
type Named = readonly [names: readonly string[], title: string];

const alike: Readonly<Record<'ec2' | 'vpc' | 'managed' | 'abstract' | 'saas', readonly Named[]>> = {
  ec2: [
    [['lightsail'], 'Amazon Lightsail'],
    [['autoscaling'], 'Amazon EC2 Auto Scaling'],
  ],
  vpc: [
    [['network-firewall'], 'AWS Network Firewall'],
    [['networkmanager'], 'AWS Network Manager'],
    [['directconnect'], 'AWS Direct Connect'],
  ],
  managed: [
    [['redshift'], 'Amazon Redshift'],
    [['elasticache'], 'Amazon ElastiCache'],
    [['memorydb'], 'Amazon MemoryDB'],
    [['docdb', 'documentdb'], 'Amazon DocumentDB'],
    [['neptune', 'neptune-db'], 'Amazon Neptune'],
    [['es', 'opensearch'], 'Amazon OpenSearch Service'],
    [['kafka', 'msk'], 'Amazon MSK'],
    [['mq', 'amazonmq'], 'Amazon MQ'],
  ],
  abstract: [
    [['organizations'], 'AWS Organizations'],
    [['account'], 'AWS Account Management'],
    [
      ['sso', 'sso-admin', 'identity-center', 'sso-oauth', 'oidc', 'awsssoportal', 'portal.sso'],
      'AWS IAM Identity Center',
    ],
    [['identitystore'], 'Identity store of IAM Identity Center'],
    [['signin'], 'AWS Sign-In'],
    [['rolesanywhere'], 'IAM Roles Anywhere'],
    [['cognito-idp', 'cognito-identity', 'cognito'], 'Amazon Cognito'],
    [['access-analyzer', 'accessanalyzer'], 'IAM Access Analyzer'],
    [['config', 'configservice'], 'AWS Config'],
    [['inspector2', 'inspector', 'inspector-scan'], 'Amazon Inspector'],
    [['securityhub', 'security-hub'], 'AWS Security Hub'],
    [['macie2', 'macie'], 'Amazon Macie'],
    [['detective', 'api.detective'], 'Amazon Detective'],
    [['auditmanager', 'audit-manager'], 'AWS Audit Manager'],
    [['artifact'], 'AWS Artifact'],
    [['cloudtrail-data'], 'AWS CloudTrail Data'],
    [['wafv2', 'waf', 'waf-regional'], 'AWS WAF'],
    [['shield'], 'AWS Shield'],
    [['fms', 'firewall-manager'], 'AWS Firewall Manager'],
    [['elasticloadbalancing', 'elasticloadbalancingv2', 'elbv2', 'elb'], 'Elastic Load Balancing'],
    [['cloudfront'], 'Amazon CloudFront'],
    [['route53', 'route-53', 'route53domains'], 'Amazon Route 53'],
    [['route53resolver'], 'Amazon Route 53 Resolver'],
    [['acm', 'certificate-manager'], 'AWS Certificate Manager'],
    [['acm-pca'], 'AWS Private CA'],
    [['secretsmanager', 'secrets-manager'], 'AWS Secrets Manager'],
    [['ssm', 'systems-manager'], 'AWS Systems Manager'],
    [['cloudhsm', 'cloudhsmv2'], 'AWS CloudHSM'],
    [['logs', 'cloudwatch-logs'], 'Amazon CloudWatch Logs'],
    [['monitoring', 'cloudwatch'], 'Amazon CloudWatch'],
    [['events', 'eventbridge'], 'Amazon EventBridge'],
    [['scheduler'], 'Amazon EventBridge Scheduler'],
    [['sns'], 'Amazon SNS'],
    [['kinesis'], 'Amazon Kinesis Data Streams'],
    [['firehose'], 'Amazon Data Firehose'],
    [['states', 'sfn', 'step-functions'], 'AWS Step Functions'],
    [['apigateway', 'execute-api', 'api-gateway'], 'Amazon API Gateway'],
    [['appsync'], 'AWS AppSync'],
    [['athena'], 'Amazon Athena'],
    [['glue'], 'AWS Glue'],
    [['lakeformation'], 'AWS Lake Formation'],
    [['elasticfilesystem', 'efs'], 'Amazon EFS'],
    [['glacier'], 'Amazon S3 Glacier'],
    [['backup'], 'AWS Backup'],
    [['ecr', 'api.ecr'], 'Amazon ECR'],
    [['health'], 'AWS Health'],
    [['support', 'trustedadvisor'], 'AWS Support and Trusted Advisor'],
    [['ses', 'email'], 'Amazon SES'],
    [['bedrock'], 'Amazon Bedrock'],
    [['cloudformation'], 'AWS CloudFormation'],
    [['tagging', 'resourcegroupstaggingapi'], 'Resource Groups Tagging API'],
    [['resource-groups'], 'AWS Resource Groups'],
    [['resource-explorer-2'], 'AWS Resource Explorer'],
    [['ram'], 'AWS RAM'],
    [['servicequotas', 'service-quotas'], 'Service Quotas'],
    [['budgets'], 'AWS Budgets'],
    [['ce', 'cost-explorer'], 'AWS Cost Explorer'],
    [['billing'], 'AWS Billing'],
    [['invoicing'], 'AWS Invoicing'],
    [['verifiedpermissions'], 'Amazon Verified Permissions'],
    [['controltower'], 'AWS Control Tower'],
    [['xray'], 'AWS X-Ray'],
    [['codebuild'], 'AWS CodeBuild'],
    [['codepipeline'], 'AWS CodePipeline'],
  ],
  saas: [
    [['connect'], 'Amazon Connect'],
    [['workmail'], 'Amazon WorkMail'],
    [['quicksight'], 'Amazon QuickSight'],
  ],
};

function profileOf(service: string): ServiceProfile {
  const found = profiles.find((profile) => profile.service === service);
  if (found === undefined) throw new Error(`There is no profile ${service}.`);
  return found;
}

const byName: ReadonlyMap<string, readonly ServiceProfile[]> = new Map([
  ...profiles.map((profile): [string, ServiceProfile[]] => [profile.service, [profile]]),
  ...Object.entries(otherNames).flatMap(([service, names]) =>
    names.map((name): [string, ServiceProfile[]] => [name, [profileOf(service)]]),
  ),
  ...Object.entries(alike).flatMap(([service, entries]) =>
    entries.flatMap(([names, title]) =>
      names.map((name): [string, ServiceProfile[]] => [
        name,
        [
          {
            ...profileOf(service),
            service: names[0] ?? name,
            title,
            ...(service === 'saas' ? { provider: 'AWS' } : {}),
          },
        ],
      ]),
    ),
  ),
  // How its tasks are run decides: both answers are given.
  ['ecs', [profileOf('ecs-ec2'), profileOf('ecs-fargate')]],
]);

/** One of each class: what is shown where nobody asks for a service. */
export const usuallyShown: readonly string[] = ['ec2', 'ecs-fargate', 'rds', 'lambda', 's3', 'saas'];

/** All names that are known, for proposals to whoever mistyped one. */
export const serviceNames: readonly string[] = [...byName.keys()];

/** `undefined`: no such service is known. Several, where it depends on how the service is used. */
export function findService(name: string): readonly ServiceProfile[] | undefined {
  const wanted = name
    .trim()
    .toLowerCase()
    .replace(/\.amazonaws\.com$/, '')
    .replaceAll(/[\s_]+/g, '-')
    .replace(/^(amazon|aws)-(?=.)/, '');
  return byName.get(wanted);
}
