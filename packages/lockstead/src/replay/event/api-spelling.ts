/**
 * Request parameters as CloudTrail spells them, back in the names of the API.
 *
 * Most services: the first letter in lower case, on every level. EC2 writes lists as `instancesSet: {items: [{instanceId: …}]}`, and newer
 * operations whole under `CreateVpcEndpointRequest`. S3 writes `bucketName`, and the rest by the names of headers and queries.
 * Only the members that a table's rows need are looked for; the shapes of the tables hold no others.
 */
import type { MemberRow, ServiceTable, ShapeRow } from '#front/tables/row';
import { isObject, type Json } from './recorded-event.ts';

/** What stands for a value that CloudTrail leaves out. */
const hidden: ReadonlySet<unknown> = new Set(['HIDDEN_DUE_TO_SECURITY_REASONS', '***OMITTED***', '****']);

/** Names that no rule gives, by client, in lower case. */
const aliases: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  s3: { Bucket: ['bucketname'], SSEKMSKeyId: ['x-amz-server-side-encryption-aws-kms-key-id'] },
  s3control: { Bucket: ['bucketname'] },
  ec2: {
    SecurityGroupIds: ['groupset'],
    Groups: ['groupset'],
    ImageIds: ['imagesset'],
    BlockDeviceMappings: ['blockdevicemapping'],
    NetworkInterfaces: ['networkinterfaceset'],
  },
};

/** The input of an operation as the tables' rows take it. */
export function apiInput(parameters: Json, operation: string, shape: string | undefined, table: ServiceTable): Json {
  if (shape === undefined) return {};
  const whole = parameters[`${operation}Request`];
  const given = isObject(whole) ? whole : parameters;
  const input = spelled(given, { shape }, table, 0);
  const named = isObject(input) ? input : {};
  return table.client === 'ec2' && operation === 'RunInstances' ? withImage(named, parameters) : named;
}

/** RunInstances has what the API takes at the top inside of the first of `instancesSet`. */
function withImage(input: Json, { instancesSet }: Json): Json {
  const [first] = isObject(instancesSet) && Array.isArray(instancesSet['items']) ? instancesSet['items'] : [];
  if (!isObject(first)) return input;
  const { imageId, keyName } = first;
  return {
    ...(typeof imageId === 'string' ? { ImageId: imageId } : {}),
    ...(typeof keyName === 'string' ? { KeyName: keyName } : {}),
    ...input,
  };
}

/** For rows of this room, which bring no shapes: every member begins with a capital, on each level. */
export function capitalised(parameters: Json): Json {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => value !== null && !hidden.has(value))
      .map(([name, value]) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        Array.isArray(value) ? value.map((each) => (isObject(each) ? capitalised(each) : each)) : value,
      ]),
  );
}

/** Shapes may hold themselves. */
const depthMax = 12;

function spelled(value: unknown, member: Pick<MemberRow, 'shape'>, table: ServiceTable, depth: number): unknown {
  if (value === null || value === undefined || hidden.has(value)) return undefined;
  const shape = Object.hasOwn(table.shapes, member.shape) ? table.shapes[member.shape] : undefined;
  // EC2 writes some scalars with a tag beside them.
  if (shape === undefined) return isObject(value) && 'content' in value ? value['content'] : value;
  if (depth > depthMax) return undefined;
  switch (shape.type) {
    case 'structure':
      return isObject(value) ? structure(value, shape, table, depth) : undefined;
    case 'list':
      return list(value, shape, table, depth);
    case 'map':
      return isObject(value) ? map(value, shape, table, depth) : undefined;
    default:
      return value;
  }
}

function structure(value: Json, shape: ShapeRow, table: ServiceTable, depth: number): Json {
  const byName = new Map(Object.entries(value).map(([name, each]) => [name.toLowerCase(), each]));
  const found: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const given = givenAs(name, member, byName, table);
    const item = given === undefined ? undefined : spelled(given, member, table, depth + 1);
    if (item !== undefined) found[name] = item;
  }
  return found;
}

function givenAs(name: string, member: MemberRow, byName: ReadonlyMap<string, unknown>, table: ServiceTable): unknown {
  for (const spelling of spellings(name, member, table)) {
    const value = byName.get(spelling);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Each member belongs to one table. */
const known: WeakMap<MemberRow, readonly string[]> = new WeakMap();

/** In lower case, the likeliest first. */
function spellings(name: string, member: MemberRow, table: ServiceTable): readonly string[] {
  let found = known.get(member);
  if (found === undefined) {
    found = makeSpellings(name, member, table.client);
    known.set(member, found);
  }
  return found;
}

function makeSpellings(name: string, { locationName }: MemberRow, client: string): readonly string[] {
  const own = [name, ...(typeof locationName === 'string' ? [locationName] : [])].map((each) => each.toLowerCase());
  const special = aliases[client]?.[name] ?? [];
  return [...new Set([...special, ...own, ...(client === 'ec2' ? setNames(name.toLowerCase()) : [])])];
}

/** `InstanceIds` is `instancesSet`, `Tags` is `tagSet`, `TagSpecifications` is `tagSpecificationSet`. */
function setNames(name: string): readonly string[] {
  if (!name.endsWith('s')) return [];
  const one = name.slice(0, -1);
  const stem = one.endsWith('id') ? one.slice(0, -2) : one;
  return [`${one}set`, `${name}set`, `${stem}set`, `${stem}sset`];
}

function list(value: unknown, shape: ShapeRow, table: ServiceTable, depth: number): unknown {
  const { member } = shape;
  if (member === undefined) return undefined;
  const items = Array.isArray(value) ? value : isObject(value) ? itemsOf(value) : undefined;
  if (items === undefined) return undefined;
  const isText = !Object.hasOwn(table.shapes, member.shape);
  return items
    .map((item) => spelled(isText && isObject(item) ? onlyText(item, member) : item, member, table, depth + 1))
    .filter((item) => item !== undefined);
}

/** `{items: […]}`; of one element, also the element itself with a tag. */
function itemsOf(value: Json): readonly unknown[] | undefined {
  const { items } = value;
  if (Array.isArray(items)) return items;
  return 'tag' in value || 'content' in value ? [value] : undefined;
}

/** A list of ids comes as objects with one id each: `{instanceId: "i-…"}`. */
function onlyText(item: Json, { locationName }: MemberRow): unknown {
  if ('content' in item) return item['content'];
  const texts = Object.entries(item).filter(([, each]) => typeof each === 'string');
  const named = texts.find(([name]) => name.toLowerCase() === String(locationName ?? '').toLowerCase());
  return (named ?? (texts.length === 1 ? texts[0] : undefined))?.[1];
}

function map(value: Json, shape: ShapeRow, table: ServiceTable, depth: number): Json {
  const { value: member } = shape;
  if (member === undefined) return {};
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, spelled(each, member, table, depth + 1)] as const)
      .filter(([, each]) => each !== undefined),
  );
}
