/**
 * Which operations CloudTrail counts as data events: what is done with items, messages, records and objects, in large numbers. All others
 * are management events. By service, as AWS's guides list them; services without a line have management events alone.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 *
 * AWS DIFFERS? Its list has resource types and no operations for some services; then what reads or writes the content of such a resource
 * is taken.
 */
const dataOperations: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ['GetMetricData', 'GetMetricStatistics', 'GetMetricWidgetImage', 'ListMetrics', 'PutMetricData'],
  dynamodb: [
    'BatchExecuteStatement',
    'BatchGetItem',
    'BatchWriteItem',
    'DeleteItem',
    'ExecuteStatement',
    'ExecuteTransaction',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
    'TransactGetItems',
    'TransactWriteItems',
    'UpdateItem',
  ],
  dynamodbstreams: ['GetRecords', 'GetShardIterator'],
  // AWS DIFFERS? PutEvents is in no list of CloudTrail's; it is a data call by what it does and how often.
  events: ['PutEvents'],
  kinesis: ['GetRecords', 'GetShardIterator', 'PutRecord', 'PutRecords', 'SubscribeToShard'],
  lambda: ['Invoke', 'InvokeAsync', 'InvokeWithResponseStream'],
  logs: [
    'FilterLogEvents',
    'GetLogEvents',
    'GetLogObject',
    'GetLogRecord',
    'GetQueryResults',
    'PutLogEvents',
    'StartLiveTail',
    'StartQuery',
  ],
  s3: [
    'AbortMultipartUpload',
    'CompleteMultipartUpload',
    'CopyObject',
    'CreateMultipartUpload',
    'DeleteObject',
    'DeleteObjectTagging',
    'DeleteObjects',
    'GetObject',
    'GetObjectAcl',
    'GetObjectAttributes',
    'GetObjectLegalHold',
    'GetObjectRetention',
    'GetObjectTagging',
    'GetObjectTorrent',
    'HeadBucket',
    'HeadObject',
    'ListMultipartUploads',
    'ListObjectVersions',
    'ListObjects',
    'ListObjectsV2',
    'ListParts',
    'PutObject',
    'PutObjectAcl',
    'PutObjectLegalHold',
    'PutObjectRetention',
    'PutObjectTagging',
    'RestoreObject',
    'SelectObjectContent',
    'UploadPart',
    'UploadPartCopy',
  ],
  sns: ['Publish', 'PublishBatch'],
  sqs: [
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ReceiveMessage',
    'SendMessage',
    'SendMessageBatch',
  ],
  stepfunctions: ['GetActivityTask', 'SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess'],
};

/** `client` by botocore's name, as the tables have it. */
export function isDataOperation(client: string, operation: string): boolean {
  return Object.hasOwn(dataOperations, client) && dataOperations[client]?.includes(operation) === true;
}

/** For the test that each of them is in the tables. */
export function dataOperationNames(): readonly (readonly [client: string, operation: string])[] {
  return Object.entries(dataOperations).flatMap(([client, names]) => names.map((name) => [client, name] as const));
}
