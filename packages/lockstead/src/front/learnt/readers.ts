/**
 * How the policy of a resource is read from the backend that holds it: the service's own operation for it, by the account that owns it.
 * Where a service is not here, its resources have no policies of their own, or the front does not know of them (README.md).
 */
import { parseArn } from '#kernel/arn';

/** A request to a backend, before it is signed. */
export interface Reading {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Asks the backend that holds a resource, as the account that owns it. `undefined` where there is no answer. `queueUrl` of SQS alone. */
export type ReadBackend = (
  arn: string,
  request: (queueUrl: string | undefined) => Reading,
) => Promise<{ readonly status: number; readonly body: string } | undefined>;

export interface PolicyReader {
  /** Of the resource that a pair is on: the one that has the policy, such as the function of a version; undefined where it has none. */
  holderOf(arn: string): string | undefined;
  /** `queueUrl` of SQS alone. */
  request(holder: string, queueUrl: string | undefined): Reading;
  /** The policy's text; undefined where there is none. */
  policyIn(answer: string): string | undefined;
}

/** By the JSON protocols. */
export function json(target: string, version: '1.0' | '1.1', input: object): Reading {
  const headers = { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target };
  return { method: 'POST', path: '/', query: '', headers, body: JSON.stringify(input) };
}

/** The text at a path of members. @throws SyntaxError for what is no JSON. */
export function textAt(answer: string, ...path: readonly string[]): string | undefined {
  let value: unknown = JSON.parse(answer);
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Behind the fifth colon. */
export const resourceOf = (arn: string): string => parseArn(arn)?.resource ?? '';
const own = (arn: string): string => arn;
/** What begins so, without what stands behind its name. */
export const named =
  (start: string, separator: string) =>
  (arn: string): string | undefined => {
    const resource = resourceOf(arn);
    if (!resource.startsWith(start)) return undefined;
    const [name] = resource.slice(start.length).split(separator, 1);
    return arn.slice(0, arn.length - resource.length) + start + name;
  };

/** By the service of the ARN. */
export const policyReaders: Readonly<Record<string, PolicyReader>> = {
  sqs: {
    holderOf: own,
    request: (_, QueueUrl) => json('AmazonSQS.GetQueueAttributes', '1.0', { QueueUrl, AttributeNames: ['Policy'] }),
    policyIn: (answer) => textAt(answer, 'Attributes', 'Policy'),
  },
  sns: {
    // A subscription's ARN has one part more than its topic's.
    holderOf: (arn) => arn.split(':').slice(0, 6).join(':'),
    request: (TopicArn) => ({
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: String(new URLSearchParams({ Action: 'GetTopicAttributes', Version: '2010-03-31', TopicArn })),
    }),
    policyIn: (answer) => entryOf(answer, 'Policy'),
  },
  lambda: {
    // Each version and alias has a policy of its own, which alone counts for it.
    holderOf: (arn) => {
      const [, name, qualifier] = /^function:([^:]+)(?::([^:]+))?$/.exec(resourceOf(arn)) ?? [];
      if (name === undefined) return undefined;
      return qualifier === '$LATEST' ? arn.slice(0, -':$LATEST'.length) : arn;
    },
    request: (arn) => {
      const [, name = '', qualifier] = resourceOf(arn).split(':');
      return {
        method: 'GET',
        path: `/2015-03-31/functions/${encodeURIComponent(name)}/policy`,
        query: qualifier === undefined ? '' : `Qualifier=${encodeURIComponent(qualifier)}`,
        headers: {},
        body: '',
      };
    },
    policyIn: (answer) => textAt(answer, 'Policy'),
  },
  secretsmanager: {
    holderOf: (arn) => (arn.endsWith('-??????') ? undefined : arn),
    request: (SecretId) => json('secretsmanager.GetResourcePolicy', '1.1', { SecretId }),
    policyIn: (answer) => textAt(answer, 'ResourcePolicy'),
  },
  dynamodb: {
    holderOf: named('table/', '/'),
    request: (ResourceArn) => json('DynamoDB_20120810.GetResourcePolicy', '1.0', { ResourceArn }),
    policyIn: (answer) => textAt(answer, 'Policy'),
  },
  events: {
    holderOf: (arn) => (resourceOf(arn).startsWith('event-bus/') ? arn : undefined),
    request: (arn) => json('AWSEvents.DescribeEventBus', '1.1', { Name: resourceOf(arn).slice('event-bus/'.length) }),
    policyIn: (answer) => textAt(answer, 'Policy'),
  },
  ecr: {
    holderOf: (arn) => (resourceOf(arn).startsWith('repository/') && !arn.endsWith('*') ? arn : undefined),
    request: (arn) =>
      json('AmazonEC2ContainerRegistry_V20150921.GetRepositoryPolicy', '1.1', {
        registryId: parseArn(arn)?.account,
        repositoryName: resourceOf(arn).slice('repository/'.length),
      }),
    policyIn: (answer) => textAt(answer, 'policyText'),
  },
  s3: {
    holderOf: (arn) => {
      const [bucket = ''] = resourceOf(arn).split('/', 1);
      return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) ? `arn:aws:s3:::${bucket}` : undefined;
    },
    request: (arn) => ({ method: 'GET', path: `/${resourceOf(arn)}`, query: 'policy', headers: {}, body: '' }),
    policyIn: (answer) => answer,
  },
  kinesis: {
    holderOf: named('stream/', '/'),
    request: (ResourceARN) => json('Kinesis_20131202.GetResourcePolicy', '1.1', { ResourceARN }),
    policyIn: (answer) => textAt(answer, 'Policy'),
  },
};

/** Of a map in XML: `<entry><key>Policy</key><value>…</value></entry>`. */
export function entryOf(answer: string, key: string): string | undefined {
  const at = answer.indexOf(`<key>${key}</key>`);
  const text = at < 0 ? '' : (xmlText(answer, 'value', at)?.text ?? '');
  return text === '' ? undefined : text;
}

/** The text of the first element of that name from there on, and where it stands. */
export function xmlText(
  answer: string,
  name: string,
  from: number,
): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const open = answer.indexOf(`<${name}>`, from);
  const start = open + name.length + 2;
  const end = open < 0 ? -1 : answer.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : { text: unescaped(answer.slice(start, end)), start: open, end };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (whole, name, decimal, hex) => {
      if (typeof name === 'string') return entities[name] ?? whole;
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
