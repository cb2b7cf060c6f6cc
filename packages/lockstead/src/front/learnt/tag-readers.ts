/** How the tags of a resource are read from the backend that holds it. Where a service is not here, its resources have none for the front. */
import { parseArn } from '#kernel/arn';
import { json, named, type Reading, resourceOf, xmlText } from './readers.ts';

export interface TagReader {
  /** Of the resource that a pair is on: the one that has the tags; undefined where it can have none. */
  holderOf(arn: string): string | undefined;
  /** `queueUrl` of SQS alone. */
  request(holder: string, queueUrl: string | undefined): Reading;
  /** @throws Error for what is no such answer, and where there are more tags than it tells. */
  tagsIn(answer: string): readonly Tag[];
}

export type Tag = readonly [key: string, value: string];

const own = (arn: string): string | undefined => (arn.endsWith('*') ? undefined : arn);

/** By the service of the ARN. */
export const tagReaders: Readonly<Record<string, TagReader>> = {
  dynamodb: {
    holderOf: named('table/', '/'),
    request: (ResourceArn) => json('DynamoDB_20120810.ListTagsOfResource', '1.0', { ResourceArn }),
    tagsIn: (answer) => listed(answer, 'Tags'),
  },
  ecr: {
    holderOf: own,
    request: (resourceArn) => json('AmazonEC2ContainerRegistry_V20150921.ListTagsForResource', '1.1', { resourceArn }),
    tagsIn: (answer) => listed(answer, 'tags'),
  },
  ec2: {
    // `vpc/vpc-0123…`; what is about to be made has no id yet.
    holderOf: (arn) => (/^[a-z-]+\/[a-z-]+-[0-9a-f]+$/.test(resourceOf(arn)) ? arn : undefined),
    request: (arn) =>
      form({
        Action: 'DescribeTags',
        Version: '2016-11-15',
        'Filter.1.Name': 'resource-id',
        'Filter.1.Value.1': resourceOf(arn).slice(resourceOf(arn).indexOf('/') + 1),
      }),
    tagsIn: (answer) => inXml(answer, 'key', 'value', 'nextToken'),
  },
  events: {
    holderOf: own,
    request: (ResourceARN) => json('AWSEvents.ListTagsForResource', '1.1', { ResourceARN }),
    tagsIn: (answer) => listed(answer, 'Tags'),
  },
  kinesis: {
    holderOf: named('stream/', '/'),
    request: (arn) =>
      json('Kinesis_20131202.ListTagsForStream', '1.1', { StreamName: resourceOf(arn).slice('stream/'.length) }),
    tagsIn: (answer) => listed(answer, 'Tags'),
  },
  lambda: {
    holderOf: named('function:', ':'),
    request: (arn) => ({
      method: 'GET',
      path: `/2017-03-31/tags/${encodeURIComponent(arn)}`,
      query: '',
      headers: {},
      body: '',
    }),
    tagsIn: (answer) => mapped(answer, 'Tags'),
  },
  logs: {
    holderOf: named('log-group:', ':'),
    request: (resourceArn) => json('Logs_20140328.ListTagsForResource', '1.1', { resourceArn }),
    tagsIn: (answer) => mapped(answer, 'tags'),
  },
  rds: {
    holderOf: own,
    request: (ResourceName) => form({ Action: 'ListTagsForResource', Version: '2014-10-31', ResourceName }),
    tagsIn: (answer) => inXml(answer, 'Key', 'Value', 'Marker'),
  },
  secretsmanager: {
    holderOf: (arn) => (arn.endsWith('-??????') ? undefined : arn),
    request: (SecretId) => json('secretsmanager.DescribeSecret', '1.1', { SecretId }),
    tagsIn: (answer) => listed(answer, 'Tags'),
  },
  sns: {
    holderOf: (arn) => own(arn.split(':').slice(0, 6).join(':')),
    request: (ResourceArn) => form({ Action: 'ListTagsForResource', Version: '2010-03-31', ResourceArn }),
    tagsIn: (answer) => inXml(answer, 'Key', 'Value', 'NextToken'),
  },
  sqs: {
    holderOf: own,
    request: (_, QueueUrl) => json('AmazonSQS.ListQueueTags', '1.0', { QueueUrl }),
    tagsIn: (answer) => mapped(answer, 'Tags'),
  },
  ssm: {
    holderOf: (arn) => (resourceOf(arn).startsWith('parameter/') ? own(arn) : undefined),
    request: (arn) => {
      const name = resourceOf(arn).slice('parameter/'.length);
      // Names of several parts begin with a slash, which the ARN leaves out.
      const ResourceId = name.includes('/') ? `/${name}` : name;
      return json('AmazonSSM.ListTagsForResource', '1.1', { ResourceType: 'Parameter', ResourceId });
    },
    tagsIn: (answer) => listed(answer, 'TagList'),
  },
  states: {
    holderOf: (arn) => (/^(stateMachine|activity):[^:]+$/.test(resourceOf(arn)) ? own(arn) : undefined),
    request: (resourceArn) => json('AWSStepFunctions.ListTagsForResource', '1.0', { resourceArn }),
    tagsIn: (answer) => listed(answer, 'tags'),
  },
};

/** botocore's client, where it is not called as the ARN's service. */
export function clientOf(arn: string): string {
  const service = parseArn(arn)?.service ?? '';
  return service === 'states' ? 'stepfunctions' : service;
}

function form(parameters: Readonly<Record<string, string>>): Reading {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return { method: 'POST', path: '/', query: '', headers, body: String(new URLSearchParams(parameters)) };
}

/** By which services say that there is more. */
const more = ['NextToken', 'nextToken', 'HasMoreTags'] as const;

function documentOf(answer: string): Readonly<Record<string, unknown>> {
  const document: unknown = JSON.parse(answer);
  if (typeof document !== 'object' || document === null) throw new TypeError('it is no object');
  const members = document as Readonly<Record<string, unknown>>;
  if (more.some((name) => members[name] !== undefined && members[name] !== null && members[name] !== false))
    throw new RangeError('there are more tags');
  return members;
}

function mapped(answer: string, member: string): readonly Tag[] {
  const tags = documentOf(answer)[member] ?? {};
  return Object.entries(tags as object).map(([key, value]): Tag => [key, String(value)]);
}

function listed(answer: string, member: string): readonly Tag[] {
  const tags = documentOf(answer)[member] ?? [];
  if (!Array.isArray(tags)) throw new TypeError('its tags are no list');
  return tags.map((tag: Readonly<Record<string, unknown>>): Tag => {
    const key = tag['Key'] ?? tag['key'];
    if (typeof key !== 'string') throw new TypeError('a tag has no key');
    return [key, String(tag['Value'] ?? tag['value'] ?? '')];
  });
}

/** Each key with the value that stands behind it. */
function inXml(answer: string, key: string, value: string, token: string): readonly Tag[] {
  if (!answer.trimStart().startsWith('<')) throw new TypeError('it is no XML');
  if ((xmlText(answer, token, 0)?.text ?? '') !== '') throw new RangeError('there are more tags');
  const tags: Tag[] = [];
  for (let at = 0; ; ) {
    const name = xmlText(answer, key, at);
    if (name === undefined) return tags;
    const found = xmlText(answer, value, name.end);
    const next = answer.indexOf(`<${key}>`, name.end);
    const isItsOwn = found !== undefined && (next < 0 || found.start < next);
    tags.push([name.text, isItsOwn ? found.text : '']);
    at = isItsOwn ? found.end : name.end;
  }
}
