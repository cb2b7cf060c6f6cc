/**
 * What templates may do with the value of a member. Each takes time linear in its value, and answers nothing where the value
 * does not have the form that the service takes: then the pair is unresolved.
 */
import { iteratorMark } from './iterator-mark.ts';
import { partiqlTable, partiqlVerb } from './partiql.ts';

/** Of the request: where it was sent, and the account that signed it. */
export interface Names {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export type NamedFunction = (value: string, argument: string, names: Names) => string | undefined;

const functions: Readonly<Record<string, NamedFunction>> = {
  /** An ARN, as it is; of the service in the argument, when there is one. */
  arn: (value, service) => (arnOfService(value, service) ? value : undefined),

  /** `arnOr:dynamodb:table/`: an ARN of that service, or the name put behind that. */
  arnOr: (value, argument, names) => {
    const colon = argument.indexOf(':');
    const service = argument.slice(0, colon);
    if (isArn(value)) return arnOfService(value, service) ? value : undefined;
    return regional(names, service, argument.slice(colon + 1) + value);
  },

  before: (value, mark) => cut(value, value.indexOf(mark), 0),
  after: (value, mark) => (value.includes(mark) ? value.slice(value.indexOf(mark) + mark.length) : undefined),
  beforeLast: (value, mark) => cut(value, value.lastIndexOf(mark), 0),
  /** All of it, where the mark does not stand in it. */
  lastAfter: (value, mark) => value.slice(value.lastIndexOf(mark) + (value.includes(mark) ? mark.length : 0)),
  withoutLeading: (value, mark) => (value.startsWith(mark) ? value.slice(mark.length) : value),

  /** The queue that the last two parts of an URL's path name: its account and its name. */
  queueArn: (value, _argument, names) => {
    const path = value.split('/');
    const [account, name] = path.slice(-2);
    if (path.length < 2 || account === undefined || !isAccount(account) || name === '') return undefined;
    return `arn:${names.partition}:sqs:${names.region}:${account}:${name}`;
  },

  /** The queue of a message move task: its handle is base64 of JSON that says `sourceArn`. */
  taskQueueArn: (value) => {
    const said: unknown = parsedJson(Buffer.from(value, 'base64').toString('utf8'));
    const arn = typeof said === 'object' && said !== null && 'sourceArn' in said ? said.sourceArn : undefined;
    return typeof arn === 'string' && arnOfService(arn, 'sqs') ? arn : undefined;
  },

  /** A function by name, `ACCOUNT:function:NAME` or ARN, each with `:QUALIFIER` or without. */
  functionArn: (value, _argument, names) => {
    if (isArn(value)) return arnOfService(value, 'lambda') ? value : undefined;
    const parts = value.split(':');
    if (parts[1] === 'function' && isAccount(parts[0] ?? '')) {
      return `arn:${names.partition}:lambda:${names.region}:${value}`;
    }
    if (parts[0] === 'function') return regional(names, 'lambda', value);
    return parts.length > 2 ? undefined : regional(names, 'lambda', `function:${value}`);
  },

  /** Without `:VERSION`, as a layer version's ARN ends. */
  layerArn: (value, _argument, names) =>
    isArn(value) ? (arnOfService(value, 'lambda') ? value : undefined) : regional(names, 'lambda', `layer:${value}`),

  /** A secret by ARN or name. Real ARNs end in six characters that the name does not tell: they stand as `??????`. */
  secretArn: (value, _argument, names) => {
    if (isArn(value)) return arnOfService(value, 'secretsmanager') ? value : undefined;
    return regional(names, 'secretsmanager', `secret:${value}-??????`);
  },

  /** A parameter by ARN or name, without the label or version behind its colon. */
  parameterArn: (value, _argument, names) => {
    if (isArn(value)) {
      const parts = value.split(':');
      return arnOfService(value, 'ssm') ? parts.slice(0, 6).join(':') : undefined;
    }
    const colon = value.indexOf(':');
    const name = colon < 0 ? value : value.slice(0, colon);
    return regional(names, 'ssm', `parameter/${name.startsWith('/') ? name.slice(1) : name}`);
  },

  /** A document by ARN or name. AWS's own documents belong to no account. */
  documentArn: (value, _argument, names) => {
    if (isArn(value)) return arnOfService(value, 'ssm') ? value : undefined;
    const owner = value.startsWith('AWS-') ? '' : names.account;
    return `arn:${names.partition}:ssm:${names.region}:${owner}:document/${value}`;
  },

  /** An instance by id: EC2's, or one that Systems Manager itself registered. */
  nodeArn: (value, _argument, names) =>
    value.startsWith('mi-')
      ? regional(names, 'ssm', `managed-instance/${value}`)
      : regional(names, 'ec2', `instance/${value}`),

  /** A log group by name or ARN, without the `:*` that stands for its streams. */
  logGroupArn: (value, _argument, names) => {
    if (!isArn(value)) return regional(names, 'logs', `log-group:${value}`);
    if (!arnOfService(value, 'logs')) return undefined;
    return value.endsWith(':*') ? value.slice(0, -2) : value;
  },

  /** A key by id, ARN, alias or alias ARN. */
  kmsKeyArn: (value, _argument, names) => {
    if (isArn(value)) return arnOfService(value, 'kms') ? value : undefined;
    return regional(names, 'kms', value.startsWith('alias/') ? value : `key/${value}`);
  },

  /** A role by ARN or name. */
  roleArn: (value, _argument, { partition, account }) => {
    if (isArn(value)) return arnOfService(value, 'iam') ? value : undefined;
    return `arn:${partition}:iam::${account}:role/${value}`;
  },

  /** An iterator of Kinesis in the place of a stream's name: see iterator-mark.ts. */
  iteratorMark,

  /** The stream's ARN, with which an iterator of DynamoDB Streams begins. */
  streamOfIterator: (value) => {
    const bar = value.indexOf('|');
    const arn = bar < 0 ? '' : value.slice(0, bar);
    return arnOfService(arn, 'dynamodb') ? arn : undefined;
  },

  /** What `x-amz-copy-source` names: the bucket and key, without the version. */
  copySource: (value, _argument, names) => {
    const query = value.indexOf('?');
    const path = unescaped((query < 0 ? value : value.slice(0, query)).replace(/^\//, ''));
    if (path === undefined) return undefined;
    if (isArn(path)) return arnOfService(path, 's3') ? path : undefined;
    const slash = path.indexOf('/');
    return slash > 0 && slash < path.length - 1 ? `arn:${names.partition}:s3:::${path}` : undefined;
  },
  copySourceVersion: (value) => {
    const mark = value.indexOf('?versionId=');
    return mark < 0 ? undefined : value.slice(mark + '?versionId='.length);
  },

  /** A bucket by its name, or an object when `/KEY` follows; access points by ARN stay as they are. */
  bucketArn: (value, _argument, names) =>
    isArn(value) ? (arnOfService(value, 's3') ? value : undefined) : `arn:${names.partition}:s3:::${value}`,

  /** What the objects of a bucket, or of an access point by ARN, begin with: a key follows. */
  objectsOf: (value, _argument, names) => {
    if (!isArn(value)) return value.includes('/') ? undefined : `arn:${names.partition}:s3:::${value}/`;
    return arnOfService(value, 's3') ? `${value}/object/` : undefined;
  },

  /** A resource of EC2 by its id alone, whose beginning says its type. */
  ec2Arn: (value, _argument, names) => {
    const dash = value.indexOf('-');
    const type = dash > 0 ? ec2Types.get(value.slice(0, dash)) : undefined;
    if (type === undefined) return undefined;
    const account = type === 'image' || type === 'snapshot' ? '' : names.account;
    return `arn:${names.partition}:ec2:${names.region}:${account}:${type}/${value}`;
  },

  partiqlVerb: (value) => partiqlVerb(value),
  /** The table of the statement, and `/index/NAME` where it names one. */
  partiqlTable: (value) => partiqlTable(value),
};

/** AWS: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const ec2Types: ReadonlyMap<string, string> = new Map([
  ['acl', 'network-acl'],
  ['ami', 'image'],
  ['cgw', 'customer-gateway'],
  ['cr', 'capacity-reservation'],
  ['dopt', 'dhcp-options'],
  ['eigw', 'egress-only-internet-gateway'],
  ['eipalloc', 'elastic-ip'],
  ['eni', 'network-interface'],
  ['fl', 'vpc-flow-log'],
  ['fleet', 'fleet'],
  ['i', 'instance'],
  ['igw', 'internet-gateway'],
  ['lt', 'launch-template'],
  ['nat', 'natgateway'],
  ['pcx', 'vpc-peering-connection'],
  ['pl', 'prefix-list'],
  ['rtb', 'route-table'],
  ['sg', 'security-group'],
  ['sgr', 'security-group-rule'],
  ['sir', 'spot-instances-request'],
  ['snap', 'snapshot'],
  ['subnet', 'subnet'],
  ['tgw', 'transit-gateway'],
  ['vgw', 'vpn-gateway'],
  ['vol', 'volume'],
  ['vpc', 'vpc'],
  ['vpce', 'vpc-endpoint'],
  ['vpn', 'vpn-connection'],
]);

/** @throws TypeError for a name that there is not. */
export function namedFunction(name: string): NamedFunction {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) throw new TypeError(`templates have no function "${name}"`);
  return found;
}

export function isArn(value: string): boolean {
  return value.startsWith('arn:');
}

/** Of six parts, the third this service when one is named. */
function arnOfService(value: string, service: string): boolean {
  const parts = value.split(':', 6);
  return parts[0] === 'arn' && parts.length === 6 && parts[5] !== '' && (service === '' || parts[2] === service);
}

function regional({ partition, region, account }: Names, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

function isAccount(text: string): boolean {
  return text.length === 12 && [...text].every((digit) => digit >= '0' && digit <= '9');
}

function cut(value: string, at: number, from: number): string {
  return at < 0 ? value : value.slice(from, at);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
