/** Who acts in the sample logs, and what each does there: a small company with two accounts, whose work is in Frankfurt and Ireland. */

export const accounts = { shop: '111122223333', tools: '444455556666' } as const;
export type AccountName = keyof typeof accounts;

export const home = 'eu-central-1';

/** A number from 0 to `below`, without it. */
export type Draw = (below: number) => number;

/** One kind of call, and how often it is made beside the others. */
export interface Habit {
  readonly weight: number;
  readonly account: AccountName;
  readonly region: string;
  readonly call: string;
  identity(draw: Draw, at: string): object;
  readonly address: string;
  readonly agent: string;
  parameters?(draw: Draw): object;
  resources?(draw: Draw): readonly object[];
  readonly more?: object;
}

const words = ['orders', 'prices', 'images', 'search', 'mail', 'ledger'] as const;
export const word = (draw: Draw): string => words[draw(words.length)] as string;
const hex = (draw: Draw, length: number): string => Array.from({ length }, () => draw(16).toString(16)).join('');

function session(account: AccountName, path: string, name: string, role: string, more: object = {}) {
  return (draw: Draw, at: string): object => {
    const id = accounts[account];
    return {
      type: 'AssumedRole',
      principalId: `AROA${role
        .toUpperCase()
        .replaceAll(/[^A-Z]/g, '')
        .padEnd(17, 'Q')
        .slice(0, 17)}:${name}`,
      arn: `arn:aws:sts::${id}:assumed-role/${role}/${name}`,
      accountId: id,
      accessKeyId: `ASIA${hex(draw, 16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROA${role
            .toUpperCase()
            .replaceAll(/[^A-Z]/g, '')
            .padEnd(17, 'Q')
            .slice(0, 17)}`,
          arn: `arn:aws:iam::${id}:role${path}${role}`,
          accountId: id,
          userName: role,
        },
        attributes: { creationDate: `${at.slice(0, 13)}:00:00Z`, mfaAuthenticated: 'false' },
        ...more,
      },
    };
  };
}

const deploy = (account: AccountName): Habit['identity'] =>
  session(account, '/', 'pipeline', 'deploy', {
    webIdFederationData: {
      federatedProvider: `arn:aws:iam::${accounts[account]}:oidc-provider/token.actions.githubusercontent.com`,
      attributes: {},
    },
  });
const operator = (account: AccountName): Habit['identity'] =>
  session(
    account,
    '/aws-reserved/sso.amazonaws.com/eu-central-1/',
    'operator',
    'AWSReservedSSO_Operators_0123456789abcdef',
  );
const api = session('shop', '/service/', 'i-0a1b2c3d4e5f60718', 'orders-api', { ec2RoleDelivery: '2.0' });
const backup = session('shop', '/', 'nightly', 'backup');
const scaling = session(
  'shop',
  '/aws-service-role/autoscaling.amazonaws.com/',
  'AutoScaling',
  'AWSServiceRoleForAutoScaling',
);
const service = (name: string) => (): object => ({ type: 'AWSService', invokedBy: `${name}.amazonaws.com` });
const exporter = (draw: Draw): object => ({
  type: 'IAMUser',
  principalId: 'AIDAREPORTEXPORTQQQQQ',
  arn: `arn:aws:iam::${accounts.tools}:user/report-export`,
  accountId: accounts.tools,
  accessKeyId: draw(2) === 0 ? 'AKIAREPORTEXPORTAAAA' : 'AKIAREPORTEXPORTBBBB',
  userName: 'report-export',
});

const [runner, office, cluster] = ['192.0.2.44', '198.51.100.7', '203.0.113.20'];
const [cli, sdk, console_] = [
  'aws-cli/2.31.0 md/awscrt#0.28.2 ua/2.1 os/linux',
  'aws-sdk-java/2.35.0 os/Linux',
  'AWS Internal',
];

const bucketOf = (account: AccountName, name: string, key?: string): readonly object[] => [
  ...(key === undefined ? [] : [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${name}/${key}` }]),
  { accountId: accounts[account], type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${name}` },
];
const instance = (draw: Draw): string => `i-0${hex(draw, 16)}`;
const by = (
  identity: Habit['identity'],
  address: string,
  agent: string,
): Pick<Habit, 'identity' | 'address' | 'agent'> => ({
  identity,
  address,
  agent,
});
const shop = (call: string, weight: number, who: ReturnType<typeof by>, more: Partial<Habit> = {}): Habit => ({
  weight,
  account: 'shop',
  region: home,
  call,
  ...who,
  ...more,
});

const pipeline = by(deploy('shop'), runner, cli);
const people = by(operator('shop'), office, console_);
const application = by(api, cluster, sdk);
const nightly = by(backup, cluster, cli);

export const habits: readonly Habit[] = [
  // The application, all day.
  shop('dynamodb:DescribeTable', 90, application, { parameters: (draw) => ({ tableName: word(draw) }) }),
  shop('secretsmanager:GetSecretValue', 60, application, {
    parameters: (draw) => ({ secretId: `arn:aws:secretsmanager:${home}:${accounts.shop}:secret:${word(draw)}-AbCdEf` }),
  }),
  shop('kms:Decrypt', 120, application, {
    parameters: () => ({ encryptionContext: { service: 'orders' }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' }),
    resources: () => [
      {
        accountId: accounts.shop,
        type: 'AWS::KMS::Key',
        ARN: `arn:aws:kms:${home}:${accounts.shop}:key/0d9f2c1a-7b3e-4d5f-8a6b-1c2d3e4f5a6b`,
      },
    ],
  }),
  shop('s3:GetObject', 150, application, {
    parameters: (draw) => ({
      bucketName: 'shop-images',
      key: `${word(draw)}/1.png`,
      Host: 'shop-images.s3.eu-central-1.amazonaws.com',
    }),
    resources: () => bucketOf('shop', 'shop-images', 'x'),
    more: { eventCategory: 'Data', managementEvent: false, readOnly: true },
  }),
  shop('sqs:GetQueueAttributes', 30, application, {
    parameters: (draw) => ({
      queueUrl: `https://sqs.${home}.amazonaws.com/${accounts.shop}/${word(draw)}`,
      attributeNames: ['All'],
    }),
  }),
  // The pipeline, at each release.
  shop('cloudformation:CreateChangeSet', 6, pipeline, {
    parameters: (draw) => ({ stackName: word(draw), changeSetName: 'release' }),
  }),
  shop('cloudformation:DescribeStacks', 40, pipeline, { parameters: (draw) => ({ stackName: word(draw) }) }),
  shop('lambda:UpdateFunctionCode20150331v2', 12, pipeline, {
    parameters: (draw) => ({ functionName: word(draw), s3Bucket: 'releases' }),
  }),
  shop('ecr:BatchGetImage', 20, pipeline, {
    parameters: (draw) => ({ repositoryName: word(draw), imageIds: [{ imageTag: 'main' }] }),
  }),
  shop('ecs:UpdateService', 10, pipeline, { parameters: (draw) => ({ cluster: 'shop', service: word(draw) }) }),
  shop(
    'sts:AssumeRoleWithWebIdentity',
    14,
    by(
      () => ({
        type: 'WebIdentityUser',
        principalId: `arn:aws:iam::${accounts.shop}:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:shop/site`,
        userName: 'repo:shop/site:ref:refs/heads/main',
        identityProvider: `arn:aws:iam::${accounts.shop}:oidc-provider/token.actions.githubusercontent.com`,
      }),
      runner,
      cli,
    ),
    { parameters: () => ({ roleArn: `arn:aws:iam::${accounts.shop}:role/deploy`, roleSessionName: 'pipeline' }) },
  ),
  // Base images come from the public registry, which is in us-east-1 alone.
  shop('ecr-public:GetAuthorizationToken', 8, pipeline, { region: 'us-east-1', parameters: () => ({}) }),
  // Certificates of distributions must lie in us-east-1.
  shop('acm:DescribeCertificate', 3, pipeline, {
    region: 'us-east-1',
    parameters: () => ({
      certificateArn: `arn:aws:acm:us-east-1:${accounts.shop}:certificate/6e2f1d0c-9b8a-4756-a341-2f1e0d9c8b7a`,
    }),
  }),
  // Two days' copies go to another continent.
  shop('ec2:CopySnapshot', 4, nightly, {
    region: 'us-west-2',
    parameters: (draw) => ({ sourceRegion: home, sourceSnapshotId: `snap-0${hex(draw, 16)}`, description: 'nightly' }),
  }),
  shop('ec2:CreateSnapshot', 12, nightly, { parameters: (draw) => ({ volumeId: `vol-0${hex(draw, 16)}` }) }),
  shop('ec2:DeleteSnapshot', 10, nightly, { parameters: (draw) => ({ snapshotId: `snap-0${hex(draw, 16)}` }) }),
  // People at the console.
  shop('ec2:DescribeInstances', 45, people, { parameters: () => ({ instancesSet: {}, filterSet: {} }) }),
  shop('ec2:StopInstances', 4, people, {
    parameters: (draw) => ({ instancesSet: { items: [{ instanceId: instance(draw) }] }, force: false }),
  }),
  shop('monitoring:DescribeAlarms', 30, people, { parameters: () => ({ maxRecords: 100 }) }),
  shop('iam:ListRoles', 8, people, { region: 'us-east-1', parameters: () => ({ maxItems: 1000 }) }),
  shop('iam:GetRole', 8, people, { region: 'us-east-1', parameters: () => ({ roleName: 'orders-api' }) }),
  shop('cloudfront:ListDistributions', 5, people, { region: 'us-east-1' }),
  shop('iam:CreateUser', 1, people, {
    region: 'us-east-1',
    parameters: () => ({ userName: 'temporary' }),
    more: { errorCode: 'AccessDenied', errorMessage: 'not authorized', requestParameters: null },
  }),
  shop('signin:ConsoleLogin', 5, people, {
    more: { eventType: 'AwsConsoleSignIn', responseElements: { ConsoleLogin: 'Success' } },
  }),
  // The other account.
  {
    ...shop('s3:PutObject', 25, by(exporter, office, cli)),
    account: 'tools',
    region: 'eu-west-1',
    parameters: (draw) => ({ bucketName: 'reports', key: `${word(draw)}.csv` }),
    resources: () => bucketOf('tools', 'reports', 'x'),
    more: { eventCategory: 'Data', managementEvent: false },
  },
  {
    ...shop('athena:StartQueryExecution', 12, by(operator('tools'), office, console_)),
    account: 'tools',
    region: 'eu-west-1',
    parameters: () => ({ workGroup: 'primary', queryString: 'SELECT 1' }),
  },
  {
    ...shop('logs:DescribeLogGroups', 18, by(operator('tools'), office, console_)),
    account: 'tools',
    region: 'eu-west-1',
    parameters: () => ({ limit: 50 }),
  },
  { ...shop('sts:GetCallerIdentity', 10, by(deploy('tools'), runner, cli)), account: 'tools' },
  // AWS itself.
  shop('sts:AssumeRole', 60, by(service('ec2'), 'ec2.amazonaws.com', 'ec2.amazonaws.com'), {
    parameters: () => ({
      roleArn: `arn:aws:iam::${accounts.shop}:role/service/orders-api`,
      roleSessionName: 'i-0a1b2c3d4e5f60718',
    }),
  }),
  shop('ec2:RunInstances', 6, by(scaling, 'autoscaling.amazonaws.com', 'autoscaling.amazonaws.com'), {
    parameters: () => ({
      instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] },
      instanceType: 'm7g.large',
      subnetId: 'subnet-0a1b2c3d',
    }),
  }),
  shop('kms:RotateKey', 1, by(service('kms'), 'kms.amazonaws.com', 'kms.amazonaws.com'), {
    more: { eventType: 'AwsServiceEvent' },
  }),
];
