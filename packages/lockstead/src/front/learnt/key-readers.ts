/** How the KMS key of a resource is read from the backend that holds it: as it is set, an id, an ARN or an alias. */
import { entryOf, json, named, type Reading, resourceOf, textAt, xmlText } from './readers.ts';

export interface KeyReader {
  holderOf(arn: string): string | undefined;
  /** `queueUrl` of SQS alone. */
  request(holder: string, queueUrl: string | undefined): Reading;
  /** Undefined: it has no key of its own. @throws Error for what is no such answer. */
  keyIn(answer: string): string | undefined;
}

/** By the service of the ARN. */
export const keyReaders: Readonly<Record<string, KeyReader>> = {
  dynamodb: {
    holderOf: named('table/', '/'),
    request: (arn) =>
      json('DynamoDB_20120810.DescribeTable', '1.0', { TableName: resourceOf(arn).slice('table/'.length) }),
    keyIn: (answer) => textAt(answer, 'Table', 'SSEDescription', 'KMSMasterKeyArn'),
  },
  kinesis: {
    holderOf: named('stream/', '/'),
    request: (arn) =>
      json('Kinesis_20131202.DescribeStreamSummary', '1.1', { StreamName: resourceOf(arn).slice('stream/'.length) }),
    keyIn: (answer) => textAt(answer, 'StreamDescriptionSummary', 'KeyId'),
  },
  s3: {
    holderOf: (arn) => {
      const [bucket = ''] = resourceOf(arn).split('/', 1);
      return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) ? `arn:aws:s3:::${bucket}` : undefined;
    },
    request: (arn) => ({ method: 'GET', path: `/${resourceOf(arn)}`, query: 'encryption', headers: {}, body: '' }),
    keyIn: (answer) => xmlText(answer, 'KMSMasterKeyID', 0)?.text,
  },
  secretsmanager: {
    holderOf: (arn) => (arn.endsWith('-??????') ? undefined : arn),
    request: (SecretId) => json('secretsmanager.DescribeSecret', '1.1', { SecretId }),
    keyIn: (answer) => textAt(answer, 'KmsKeyId'),
  },
  sns: {
    holderOf: (arn) => arn.split(':').slice(0, 6).join(':'),
    request: (TopicArn) => ({
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: String(new URLSearchParams({ Action: 'GetTopicAttributes', Version: '2010-03-31', TopicArn })),
    }),
    keyIn: (answer) => entryOf(answer, 'KmsMasterKeyId'),
  },
  sqs: {
    holderOf: (arn) => arn,
    request: (_, QueueUrl) =>
      json('AmazonSQS.GetQueueAttributes', '1.0', { QueueUrl, AttributeNames: ['KmsMasterKeyId'] }),
    keyIn: (answer) => textAt(answer, 'Attributes', 'KmsMasterKeyId'),
  },
  ssm: {
    holderOf: (arn) => (resourceOf(arn).startsWith('parameter/') && !arn.endsWith('*') ? arn : undefined),
    request: (arn) => {
      const name = resourceOf(arn).slice('parameter/'.length);
      const Values = [name.includes('/') ? `/${name}` : name];
      return json('AmazonSSM.DescribeParameters', '1.1', {
        ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values }],
      });
    },
    // Of a parameter that is no SecureString there is none.
    keyIn: (answer) => {
      const { Parameters = [] } = JSON.parse(answer) as {
        readonly Parameters?: readonly { readonly KeyId?: unknown }[];
      };
      const [found] = Parameters;
      return typeof found?.KeyId === 'string' ? found.KeyId : undefined;
    },
  },
};
