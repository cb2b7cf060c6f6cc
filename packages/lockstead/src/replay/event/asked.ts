/**
 * What a recorded call asked for: actions on resources, with the condition keys that its parameters tell.
 *
 * By the front's tables, for all services: also for those that Lockstead serves itself, since the authorization of its own services reads
 * state that a log does not carry. Where the tables do not know what a call acts on, the action is that of its name, and its resource is not known.
 */
import type { ResourceShape } from '@lockstead/policy';
import { type ActionReference, serviceReference } from '@lockstead/policy/reference';
import { evaluate, type KeyValues, type RequestedPair } from '#front/pairs/evaluate';
import { iteratorIn } from '#front/pairs/iterator-mark';
import type { OperationRow, ServiceTable } from '#front/tables/row';
import { frontServices, frontTable } from '#front/tables/tables';
import { apiInput, capitalised } from './api-spelling.ts';
import { accountIn, type Caller } from './caller.ts';
import { ownRows } from './own-rows.ts';
import { isObject, type Json, type RecordedEvent, textOf } from './recorded-event.ts';
import { fitsFormat, partitionOf, shapeOfFormat } from './resource-format.ts';

export interface AskedPair {
  readonly action: string;
  readonly resources: readonly ResourceShape[];
  /** What is not known of the resource, in words. */
  readonly openResource?: string;
  /** As a report shows it. */
  readonly resource: string;
  /** The account that owns the resource, where the record tells it. */
  readonly owner?: string;
  /** Condition keys that the parameters tell. */
  readonly keys: KeyValues;
  /** Keys that the row would have told, had they been given: in lower case. Those of tags stand as `aws:requesttag/`. */
  readonly told: ReadonlySet<string>;
}

export type Asked = { readonly pairs: readonly AskedPair[] } | { readonly unknown: string };

interface Operation {
  readonly row: OperationRow;
  /** Absent for rows of this room. */
  readonly table?: ServiceTable;
  /** Of the API, as the table names it. */
  readonly name: string;
  readonly told: ReadonlyMap<string, ReadonlySet<string>>;
}

const noParameters: Json = {};

export function askedBy(event: RecordedEvent, caller: Caller): Asked {
  const operation = operationOf(event);
  if (typeof operation === 'string') return { unknown: operation };
  const { row, table, name } = operation;
  const parameters = event.requestParameters ?? noParameters;
  if (parameters['omitted'] === true)
    return nameAlone(event, operation, caller) ?? { unknown: 'its parameters were too long to be recorded' };
  if (row.tier === 'unknown')
    return nameAlone(event, operation, caller) ?? { unknown: row.why ?? 'the operation is not in the tables' };
  const input = table === undefined ? capitalised(parameters) : apiInput(parameters, name, row.input, table);
  const names = {
    partition: partitionOf(event.awsRegion),
    region: event.awsRegion,
    account: caller.account ?? event.recipientAccountId ?? '',
  };
  const evaluation = evaluate(row, input, names);
  if ('unknown' in evaluation) return nameAlone(event, operation, caller) ?? evaluation;
  // What a service asks in the caller's name (a key of KMS) is a call with an event of its own.
  const own = evaluation.pairs.filter((pair) => pair.via === undefined && !('keyOf' in pair));
  return { pairs: own.map(withoutIterator).flatMap((pair) => pairsOn(pair, event, operation, caller)) };
}

/** No record tells which stream an iterator reads. */
function withoutIterator(pair: RequestedPair): RequestedPair {
  if (!('resource' in pair) || iteratorIn(pair.resource) === undefined) return pair;
  const { resource: _, ...rest } = pair;
  return { ...rest, unresolved: 'ShardIterator' };
}

/** The operation of an event, or why there is none. */
const operations: Map<string, Operation | string> = new Map();
const operationsMax = 50_000;

function operationOf(event: RecordedEvent): Operation | string {
  const { eventSource, eventName, apiVersion } = event;
  const key = `${eventSource} ${eventName} ${apiVersion ?? ''}`;
  let found = operations.get(key);
  if (found === undefined) {
    found = findOperation(event);
    if (operations.size >= operationsMax) operations.clear();
    operations.set(key, found);
  }
  return found;
}

/** Events of S3 whose names are not those of the API. */
const s3Names: Readonly<Record<string, string>> = {
  DeleteBucketPublicAccessBlock: 'DeletePublicAccessBlock',
  GetBucketLifecycle: 'GetBucketLifecycleConfiguration',
  GetBucketNotification: 'GetBucketNotificationConfiguration',
  GetBucketObjectLockConfiguration: 'GetObjectLockConfiguration',
  GetBucketPublicAccessBlock: 'GetPublicAccessBlock',
  PutBucketLifecycle: 'PutBucketLifecycleConfiguration',
  PutBucketNotification: 'PutBucketNotificationConfiguration',
  PutBucketObjectLockConfiguration: 'PutObjectLockConfiguration',
  PutBucketPublicAccessBlock: 'PutPublicAccessBlock',
};

function findOperation({ eventSource, eventName, apiVersion }: RecordedEvent): Operation | string {
  const own = ownRows.get(`${eventSource.split('.', 1)[0]}:${eventName}`);
  if (own !== undefined) return { row: own, name: eventName, told: toldBy(own) };
  const clients = clientsOf(eventSource);
  const names = [
    eventName,
    unversioned(eventName),
    ...(eventSource === 's3.amazonaws.com' ? [s3Names[eventName]] : []),
  ];
  const rows: Operation[] = [];
  for (const client of clients) {
    const table = frontTable(client);
    for (const name of names) {
      const row =
        table !== undefined && name !== undefined && Object.hasOwn(table.operations, name)
          ? table.operations[name]
          : undefined;
      if (table === undefined || row === undefined || name === undefined) continue;
      rows.push({ row, table, name, told: toldBy(row) });
      break;
    }
  }
  const ofVersion = rows.find(
    ({ table }) => apiVersion !== undefined && frontServices()[table?.client ?? '']?.apiVersion === apiVersion,
  );
  const found = ofVersion ?? rows.find(({ row }) => row.tier !== 'unknown') ?? rows[0];
  return (
    found ??
    actionAlone(eventSource, eventName) ??
    (clients.length === 0
      ? `${eventSource} is in no table`
      : `${eventSource} has no operation ${eventName} in the tables`)
  );
}

/** Some calls of the console are actions of IAM, and in no public API. */
function actionAlone(eventSource: string, name: string): Operation | undefined {
  const prefix = eventSource.split('.', 1)[0] ?? '';
  if (serviceReference(prefix)?.actions.has(name.toLowerCase()) !== true) return undefined;
  return { row: { tier: 'unknown', pairs: [] }, name, told: new Map() };
}

let clientsBySource: Map<string, string[]> | undefined;

function clientsOf(eventSource: string): readonly string[] {
  if (clientsBySource === undefined) {
    clientsBySource = new Map();
    for (const [client, { eventSource: source }] of Object.entries(frontServices())) {
      const known = clientsBySource.get(source);
      if (known === undefined) clientsBySource.set(source, [client]);
      else known.push(client);
    }
  }
  return clientsBySource.get(eventSource) ?? [];
}

/** Lambda and CloudFront write the version of their API behind the name: `CreateFunction20150331`, `CreateDistribution2020_05_31`. */
function unversioned(name: string): string {
  return name.replace(/\d{4}_?\d{2}_?\d{2}(?:v\d)?$/, '');
}

/** By action. */
function toldBy({ pairs }: OperationRow): ReadonlyMap<string, ReadonlySet<string>> {
  const told = new Map<string, Set<string>>();
  for (const { action, keys = {}, tags } of pairs) {
    const known = told.get(action) ?? new Set();
    for (const key of Object.keys(keys)) known.add(key.toLowerCase());
    if (tags !== undefined) known.add('aws:requesttag/').add('aws:tagkeys');
    told.set(action, known);
  }
  return told;
}

const nothing: ReadonlySet<string> = new Set();

/** The action of the operation's name, on a resource that is not known; undefined where there is no such action. */
function nameAlone(event: RecordedEvent, { table, name }: Operation, caller: Caller): Asked | undefined {
  const prefix = table === undefined ? event.eventSource.split('.', 1)[0] : frontServices()[table.client]?.iamPrefix;
  const action = prefix === undefined ? undefined : serviceReference(prefix)?.actions.get(name.toLowerCase());
  if (prefix === undefined || action === undefined) return undefined;
  return {
    pairs: unresolved(
      { action: `${prefix}:${action.name}`, keys: {}, told: nothing },
      action,
      event,
      caller,
      'its resource',
    ),
  };
}

type Base = Pick<AskedPair, 'action' | 'keys' | 'told'>;

function pairsOn(
  pair: RequestedPair,
  event: RecordedEvent,
  operation: Operation,
  caller: Caller,
): readonly AskedPair[] {
  const { action, keys } = pair;
  const base: Base = { action, keys, told: operation.told.get(action) ?? nothing };
  if ('roleOf' in pair) {
    const text = `arn:${partitionOf(event.awsRegion)}:iam::${caller.account ?? '*'}:role/*`;
    return [{ ...base, ...open([text], 'the role of the instance profile'), ...ownedBy(caller.account) }];
  }
  const reference = actionReference(action);
  if ('resource' in pair && !isKeyByName(action)) return [resolved(base, pair.resource, event, operation, caller)];
  const missing = 'unresolved' in pair ? pair.unresolved : 'its key';
  return unresolved(base, reference, event, caller, missing);
}

/** KMS takes an alias or a bare id for a key, and its events list the key itself. */
function isKeyByName(action: string): boolean {
  return action.startsWith('kms:');
}

export function actionReference(action: string): ActionReference | undefined {
  const colon = action.indexOf(':');
  return serviceReference(action.slice(0, colon).toLowerCase())?.actions.get(action.slice(colon + 1).toLowerCase());
}

function resolved(base: Base, resource: string, event: RecordedEvent, { name }: Operation, caller: Caller): AskedPair {
  const exact = {
    ...base,
    resource,
    resources: [{ text: resource, exact: true }],
    ...ownedBy(ownerOf(resource, event, caller)),
  };
  if (resource.endsWith('-??????')) {
    const arn = event.resources.map(arnOf).find((each) => each?.startsWith(resource.slice(0, -6)));
    if (arn !== undefined) return { ...exact, resource: arn, resources: [{ text: arn, exact: true }] };
    // A secret's ARN ends in six characters that its name does not tell.
    return { ...exact, ...open([`${resource.slice(0, -6)}*`], 'the end of the secret’s ARN'), resource };
  }
  const named = iamName(resource, name);
  if (named === undefined || givenArns(event).has(resource)) return exact;
  const whole = wholeArn(named, event, caller);
  if (whole !== undefined) return { ...exact, resource: whole, resources: [{ text: whole, exact: true }] };
  const [head, last] = named;
  return {
    ...exact,
    resources: [
      { text: resource, exact: true },
      { text: `${head}*/${last}`, exact: false },
    ],
    openResource: `the path of ${head.slice(head.lastIndexOf(':') + 1, -1)} ${last}`,
  };
}

/** Users, roles and their like are called by name, and have a path in their ARNs that the name does not tell. */
const pathed = /^(arn:[\w-]+:iam::\d*:(?:user|role|group|instance-profile|server-certificate)\/)([^/*]+)$/;

/** The beginning and the name, where a call names something that is there already. */
function iamName(resource: string, operation: string): readonly [string, string] | undefined {
  if (operation.startsWith('Create') || operation.startsWith('Upload')) return undefined;
  const parts = pathed.exec(resource);
  return parts === null ? undefined : [parts[1] ?? '', parts[2] ?? ''];
}

const arnsOf: WeakMap<RecordedEvent, ReadonlySet<string>> = new WeakMap();

/** ARNs that were given whole, anywhere in the parameters. Looked for once, however many resources a call names. */
function givenArns(event: RecordedEvent): ReadonlySet<string> {
  let found = arnsOf.get(event);
  if (found === undefined) {
    const arns = new Set<string>();
    addArns(event.requestParameters, arns);
    arnsOf.set(event, arns);
    found = arns;
  }
  return found;
}

function addArns(value: unknown, arns: Set<string>): void {
  if (typeof value === 'string' && value.startsWith('arn:')) arns.add(value);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) addArns(each, arns);
}

/** The ARN with its path, where the record has it elsewhere. */
function wholeArn([head, last]: readonly [string, string], event: RecordedEvent, caller: Caller): string | undefined {
  const fits = (arn: string | undefined): arn is string =>
    arn?.startsWith(head) === true && (arn === head + last || arn.endsWith(`/${last}`));
  if (fits(caller.arn)) return caller.arn;
  const listed = event.resources.map(arnOf).find(fits);
  if (listed !== undefined) return listed;
  for (const answered of Object.values(event.responseElements ?? noParameters)) {
    const arn = isObject(answered) ? textOf(answered['arn']) : undefined;
    if (fits(arn)) return arn;
  }
  return undefined;
}

/** By what the record lists, by who calls, or by nothing but the form that the ARN has. */
function unresolved(
  base: Base,
  reference: ActionReference | undefined,
  event: RecordedEvent,
  caller: Caller,
  missing: string,
): readonly AskedPair[] {
  const formats = reference?.resourceTypes.map(({ arn }) => arn) ?? [];
  const listed = event.resources
    .map(arnOf)
    .filter((arn) => arn !== undefined && formats.some((format) => fitsFormat(arn, format)));
  if (listed.length > 0) {
    return [...new Set(listed)].map((arn) => {
      const resource = arn as string;
      return {
        ...base,
        resource,
        resources: [{ text: resource, exact: true }],
        ...ownedBy(ownerOf(resource, event, caller)),
      };
    });
  }
  if (reference !== undefined && formats.length === 0) {
    return [
      { ...base, resource: '*', resources: [{ text: '*', exact: true }], ...ownedBy(ownerOf('*', event, caller)) },
    ];
  }
  // IAM takes the caller where a user is not named.
  if (base.action.startsWith('iam:') && missing === 'UserName' && caller.kind === 'user' && caller.arn !== undefined) {
    return [
      { ...base, resource: caller.arn, resources: [{ text: caller.arn, exact: true }], ...ownedBy(caller.account) },
    ];
  }
  const partition = partitionOf(event.awsRegion);
  const shapes = formats.length === 0 ? ['*'] : formats.map((format) => shapeOfFormat(format, partition));
  return [{ ...base, ...open(shapes, `the resource (${missing})`) }];
}

function open(texts: readonly string[], words: string): Pick<AskedPair, 'resources' | 'openResource' | 'resource'> {
  return { resources: texts.map((text) => ({ text, exact: false })), openResource: words, resource: words };
}

function ownedBy(owner: string | undefined): Pick<AskedPair, 'owner'> {
  return owner === undefined ? {} : { owner };
}

function arnOf(resource: Json): string | undefined {
  return textOf(resource['ARN']) ?? textOf(resource['ARNPrefix']);
}

/** By the ARN, by what the record lists, or, for actions on no resource, the caller's own account. */
function ownerOf(resource: string, event: RecordedEvent, caller: Caller): string | undefined {
  if (resource === '*') return caller.account ?? event.recipientAccountId;
  const own = accountIn(resource);
  if (own !== undefined) return own;
  for (const listed of event.resources) {
    const arn = arnOf(listed);
    const account = textOf(listed['accountId']);
    if (account !== undefined && arn !== undefined && (resource === arn || resource.startsWith(`${arn}/`)))
      return account;
  }
  return undefined;
}
