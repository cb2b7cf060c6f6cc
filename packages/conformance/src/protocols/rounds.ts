/**
 * What real clients are asked to say in each protocol, what must be understood, what they are answered, and what they must make of it.
 * One list for the AWS CLI and boto3: the same call, as words and as arguments.
 */
import type { WireError } from '@lockstead/wire';

export interface Round {
  readonly operation: string;
  readonly protocol: string;
  /** As the clients call the service. */
  readonly service: string;
  /** The words of the AWS CLI after the service, `{file}` where it reads or writes one; none where it has no such command. */
  readonly words?: readonly string[];
  /** The method and arguments of boto3; none where only the CLI makes such a call. */
  readonly call?: readonly [method: string, parameters: object];
  /** What must stand in the input that was understood, whatever else the client adds. */
  readonly input: object;
  readonly answer: { readonly output?: object; readonly error?: WireError };
  /** What must stand in what the client shows; of an error, its code and message. */
  readonly said: object | { readonly code: string; readonly message: string };
  /** What stands in `{file}` before, or must stand there after. */
  readonly file?: { readonly before: string } | { readonly after: string };
}

const at = new Date('2026-11-22T07:30:29Z');
const atText = '2026-11-22T07:30:29+00:00';
const failure = (code: string, message: string, httpStatus = 400): WireError => ({
  code,
  message,
  httpStatus,
  fault: 'client',
});

const user = { UserName: 'alice', UserId: 'AIDA1', Path: '/', Arn: 'arn:aws:iam::111122223333:user/alice' };
const detector = '12abc34d567e8fa901bc2d34e56789f0';
const detectorArn = `arn:aws:guardduty:us-east-1:111122223333:detector/${detector}`;
const finding = { Id: 'f', Arn: 'a', AccountId: '1', Severity: 8.5, Type: 't', SchemaVersion: '2', Region: 'r' };
const changes = {
  Comment: ' c ',
  Changes: [
    {
      Action: 'UPSERT',
      ResourceRecordSet: {
        Name: 'ä.example.',
        Type: 'TXT',
        TTL: 60,
        ResourceRecords: [{ Value: '"<&>"' }, { Value: '"two"' }],
      },
    },
  ],
};
const paths = { Quantity: 2, Items: ['/*', '/a b'] };
const groups = [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80 }] }];

const overForms: readonly Round[] = [
  {
    operation: 'CreateUser',
    protocol: 'awsQuery',
    service: 'iam',
    words: ['create-user', '--user-name', 'alice', '--tags', 'Key=a,Value=ü'],
    call: ['create_user', { UserName: 'alice', Tags: [{ Key: 'a', Value: 'ü' }] }],
    input: { UserName: 'alice', Tags: [{ Key: 'a', Value: 'ü' }] },
    answer: { output: { User: { ...user, CreateDate: at } } },
    said: { User: { ...user, CreateDate: atText } },
  },
  {
    operation: 'GetUser',
    protocol: 'awsQuery',
    service: 'iam',
    words: ['get-user', '--user-name', 'alice'],
    call: ['get_user', { UserName: 'alice' }],
    input: { UserName: 'alice' },
    answer: { error: failure('NoSuchEntity', 'The user <alice>', 404) },
    said: { code: 'NoSuchEntity', message: 'The user <alice>' },
  },
  {
    operation: 'DescribeSecurityGroups',
    protocol: 'ec2Query',
    service: 'ec2',
    words: ['describe-security-groups', '--filters', 'Name=vpc-id,Values=vpc-1,vpc-2', '--group-ids', 'sg-1'],
    call: [
      'describe_security_groups',
      { Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }], GroupIds: ['sg-1'] },
    ],
    input: { Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }], GroupIds: ['sg-1'] },
    answer: { output: { SecurityGroups: groups } },
    said: { SecurityGroups: groups },
  },
  {
    operation: 'DeleteSecurityGroup',
    protocol: 'ec2Query',
    service: 'ec2',
    words: ['delete-security-group', '--group-id', 'sg-1'],
    call: ['delete_security_group', { GroupId: 'sg-1' }],
    input: { GroupId: 'sg-1' },
    answer: { error: failure('DependencyViolation', 'in use') },
    said: { code: 'DependencyViolation', message: 'in use' },
  },
];

const metric = { MetricName: 'm', Value: 1.5, Timestamp: at };
/** CloudWatch speaks three protocols: the client's own choice, and each of the others where it is told to. */
const metrics = (service: string, protocol: string): readonly Round[] => [
  {
    operation: 'PutMetricData',
    protocol,
    service,
    words: ['put-metric-data', '--namespace', 'n', '--metric-data', `MetricName=m,Value=1.5,Timestamp=${atText}`],
    call: ['put_metric_data', { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp: atText }] }],
    input: { Namespace: 'n', MetricData: [metric] },
    answer: { output: {} },
    said: {},
  },
  {
    operation: 'DescribeAlarms',
    protocol,
    service,
    words: ['describe-alarms', '--alarm-names', 'a', 'ü'],
    call: ['describe_alarms', { AlarmNames: ['a', 'ü'] }],
    input: { AlarmNames: ['a', 'ü'] },
    answer: { output: { MetricAlarms: [{ AlarmName: 'ü', Threshold: 0.1, AlarmConfigurationUpdatedTimestamp: at }] } },
    said: { MetricAlarms: [{ AlarmName: 'ü', Threshold: 0.1, AlarmConfigurationUpdatedTimestamp: atText }] },
  },
  {
    operation: 'DeleteAlarms',
    protocol,
    service,
    words: ['delete-alarms', '--alarm-names', 'a'],
    call: ['delete_alarms', { AlarmNames: ['a'] }],
    input: { AlarmNames: ['a'] },
    answer: { error: failure('ResourceNotFound', 'none', 404) },
    said: { code: 'ResourceNotFound', message: 'none' },
  },
];

const overJson: readonly Round[] = [
  {
    operation: 'LookupEvents',
    protocol: 'awsJson1_1',
    service: 'cloudtrail',
    words: ['lookup-events', '--start-time', atText, '--no-paginate'],
    call: ['lookup_events', { StartTime: atText }],
    input: { StartTime: at },
    answer: { output: { Events: [{ EventId: 'e', EventTime: at }] } },
    said: { Events: [{ EventId: 'e', EventTime: atText }] },
  },
  {
    operation: 'DescribeKey',
    protocol: 'awsJson1_1',
    service: 'kms',
    words: ['describe-key', '--key-id', 'alias/a', '--grant-tokens', 'one', 'two'],
    call: ['describe_key', { KeyId: 'alias/a', GrantTokens: ['one', 'two'] }],
    input: { KeyId: 'alias/a', GrantTokens: ['one', 'two'] },
    answer: { output: { KeyMetadata: { KeyId: 'k', Enabled: true, CreationDate: at } } },
    said: { KeyMetadata: { KeyId: 'k', Enabled: true, CreationDate: atText } },
  },
  {
    operation: 'Encrypt',
    protocol: 'awsJson1_1',
    service: 'kms',
    words: ['encrypt', '--key-id', 'k', '--plaintext', 'hällo', '--encryption-context', 'a=b'],
    call: ['encrypt', { KeyId: 'k', Plaintext: 'hällo', EncryptionContext: { a: 'b' } }],
    input: { KeyId: 'k', EncryptionContext: { a: 'b' } },
    answer: { error: failure('NotFoundException', 'Key k') },
    said: { code: 'NotFoundException', message: 'Key k' },
  },
  ...metrics('cloudwatch', 'awsJson1_0'),
  ...metrics('cloudwatch-cbor', 'rpcv2Cbor'),
  ...metrics('cloudwatch-query', 'awsQuery'),
  {
    operation: 'ListQueues',
    protocol: 'awsJson1_0',
    service: 'sqs',
    words: ['list-queues', '--queue-name-prefix', 'q'],
    call: ['list_queues', { QueueNamePrefix: 'q' }],
    input: { QueueNamePrefix: 'q' },
    answer: { output: { QueueUrls: ['http://127.0.0.1/1/q'] } },
    said: { QueueUrls: ['http://127.0.0.1/1/q'] },
  },
  {
    operation: 'GetQueueUrl',
    protocol: 'awsJson1_0',
    service: 'sqs',
    words: ['get-queue-url', '--queue-name', 'q'],
    call: ['get_queue_url', { QueueName: 'q' }],
    input: { QueueName: 'q' },
    answer: { error: failure('QueueDoesNotExist', 'none') },
    said: { code: 'AWS.SimpleQueueService.NonExistentQueue', message: 'none' },
  },
  {
    operation: 'CreateDetector',
    protocol: 'restJson1',
    service: 'guardduty',
    words: ['create-detector', '--enable', '--tags', 'a=b,c=', '--data-sources', 'S3Logs={Enable=true}'],
    call: ['create_detector', { Enable: true, Tags: { a: 'b', c: '' }, DataSources: { S3Logs: { Enable: true } } }],
    input: { Enable: true, Tags: { a: 'b', c: '' }, DataSources: { S3Logs: { Enable: true } } },
    answer: { output: { DetectorId: detector } },
    said: { DetectorId: detector },
  },
  {
    operation: 'GetFindings',
    protocol: 'restJson1',
    service: 'guardduty',
    words: [
      'get-findings',
      '--detector-id',
      detector,
      '--finding-ids',
      'f',
      '--sort-criteria',
      'AttributeName=severity',
    ],
    call: ['get_findings', { DetectorId: detector, FindingIds: ['f'], SortCriteria: { AttributeName: 'severity' } }],
    input: { DetectorId: detector, FindingIds: ['f'], SortCriteria: { AttributeName: 'severity' } },
    answer: { output: { Findings: [finding] } },
    said: { Findings: [finding] },
  },
  {
    operation: 'UntagResource',
    protocol: 'restJson1',
    service: 'guardduty',
    words: ['untag-resource', '--resource-arn', detectorArn, '--tag-keys', 'a', 'b:c'],
    call: ['untag_resource', { ResourceArn: detectorArn, TagKeys: ['a', 'b:c'] }],
    input: { ResourceArn: detectorArn, TagKeys: ['a', 'b:c'] },
    answer: { error: failure('BadRequestException', 'bad') },
    said: { code: 'BadRequestException', message: 'bad' },
  },
];

const overXml: readonly Round[] = [
  {
    operation: 'ChangeResourceRecordSets',
    protocol: 'restXml',
    service: 'route53',
    words: ['change-resource-record-sets', '--hosted-zone-id', 'Z1', '--change-batch', JSON.stringify(changes)],
    call: ['change_resource_record_sets', { HostedZoneId: 'Z1', ChangeBatch: changes }],
    input: { HostedZoneId: 'Z1', ChangeBatch: changes },
    answer: { output: { ChangeInfo: { Id: '/change/C1', Status: 'INSYNC', SubmittedAt: at } } },
    said: { ChangeInfo: { Id: '/change/C1', Status: 'INSYNC', SubmittedAt: atText } },
  },
  {
    operation: 'GetHostedZone',
    protocol: 'restXml',
    service: 'route53',
    words: ['get-hosted-zone', '--id', 'Z1'],
    call: ['get_hosted_zone', { Id: 'Z1' }],
    input: { Id: 'Z1' },
    answer: { error: failure('NoSuchHostedZone', 'none', 404) },
    said: { code: 'NoSuchHostedZone', message: 'none' },
  },
  {
    operation: 'CreateInvalidation',
    protocol: 'restXml',
    service: 'cloudfront',
    words: ['create-invalidation', '--distribution-id', 'D', '--paths', ...paths.Items],
    call: ['create_invalidation', { DistributionId: 'D', InvalidationBatch: { CallerReference: 'r', Paths: paths } }],
    input: { DistributionId: 'D', InvalidationBatch: { Paths: paths } },
    answer: {
      output: {
        Location: 'l',
        Invalidation: {
          Id: 'I',
          Status: 'Completed',
          CreateTime: at,
          InvalidationBatch: { CallerReference: 'r', Paths: paths },
        },
      },
    },
    said: { Location: 'l', Invalidation: { Id: 'I', CreateTime: atText, InvalidationBatch: { Paths: paths } } },
  },
  {
    operation: 'PutObject',
    protocol: 'restXml',
    service: 's3api',
    words: ['put-object', '--bucket', 'box', '--key', 'a/b c+&.txt', '--body', '{file}', '--metadata', 'one=two'],
    call: ['put_object', { Bucket: 'box', Key: 'a/b c+&.txt', Body: 'hällo', Metadata: { one: 'two' } }],
    input: { Bucket: 'box', Key: 'a/b c+&.txt', Metadata: { one: 'two' }, Body: Buffer.from('hällo') },
    answer: { output: { ETag: '"e"', VersionId: 'v' } },
    said: { ETag: '"e"', VersionId: 'v' },
    file: { before: 'hällo' },
  },
  {
    operation: 'GetObject',
    protocol: 'restXml',
    service: 's3api',
    words: ['get-object', '--bucket', 'box', '--key', 'k', '--range', 'bytes=0-9', '{file}'],
    call: ['get_object', { Bucket: 'box', Key: 'k', Range: 'bytes=0-9' }],
    input: { Bucket: 'box', Key: 'k', Range: 'bytes=0-9' },
    answer: {
      output: { Body: Buffer.from('hällo'), ContentType: 'text/x', LastModified: at, Metadata: { one: 'two' } },
    },
    said: { ContentType: 'text/x', LastModified: atText, Metadata: { one: 'two' } },
    file: { after: 'hällo' },
  },
  {
    operation: 'DeleteObjects',
    protocol: 'restXml',
    service: 's3api',
    words: ['delete-objects', '--bucket', 'box', '--delete', 'Objects=[{Key=a},{Key=b,VersionId=v}],Quiet=false'],
    call: [
      'delete_objects',
      { Bucket: 'box', Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }], Quiet: false } },
    ],
    input: { Bucket: 'box', Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }], Quiet: false } },
    answer: { output: { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] } },
    said: { Deleted: [{ Key: 'a' }], Errors: [{ Key: 'b', Code: 'AccessDenied' }] },
  },
  {
    operation: 'HeadObject',
    protocol: 'restXml',
    service: 's3api',
    words: ['head-object', '--bucket', 'box', '--key', 'k'],
    call: ['head_object', { Bucket: 'box', Key: 'k' }],
    input: { Bucket: 'box', Key: 'k' },
    answer: { error: failure('NotFound', 'none', 404) },
    // An answer to HEAD has no body, so that clients have only the status to go by.
    said: { code: '404', message: 'Not Found' },
  },
  {
    operation: 'PutObject',
    protocol: 'restXml',
    service: 's3',
    words: ['cp', '{file}', 's3://box/folder/k', '--storage-class', 'STANDARD_IA', '--no-progress'],
    input: { Bucket: 'box', Key: 'folder/k', StorageClass: 'STANDARD_IA', Body: Buffer.from('hällo') },
    answer: { output: { ETag: '"e"' } },
    said: {},
    file: { before: 'hällo' },
  },
  {
    operation: 'ListObjectsV2',
    protocol: 'restXml',
    service: 's3',
    words: ['ls', 's3://box/folder/'],
    input: { Bucket: 'box', Prefix: 'folder/', Delimiter: '/' },
    answer: { output: { Name: 'box', KeyCount: 1, Contents: [{ Key: 'folder/k', Size: 6, LastModified: at }] } },
    said: {},
  },
];

export const rounds: readonly Round[] = [...overForms, ...overJson, ...overXml];
