/**
 * Every row that is shipped, checked by machine against what it was made from: the members are in the shapes, the action is IAM's,
 * each template makes an ARN of one of the action's resource types, and the condition keys exist.
 */
import { serviceReference } from '@lockstead/policy/reference';
import { describe, expect, test } from 'vitest';
import { conditionOf } from '../pairs/condition.ts';
import { type Expression, parseExpression, type Step } from '../pairs/expression.ts';
import { fill, templateOf } from '../pairs/template.ts';
import type { OperationRow, PairRow, ServiceTable } from './row.ts';
import { frontServices, frontTable } from './tables.ts';

const names = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const services = Object.keys(frontServices());

function tableOf(client: string): ServiceTable {
  const table = frontTable(client);
  if (table === undefined) throw new Error(`no table of ${client}`);
  return table;
}

describe.each(services)('%s', (client) => {
  const table = tableOf(client);
  const rows = Object.entries(table.operations);

  test('every member that a row takes is in the shapes', () => {
    const wrong = rows.flatMap(([name, row]) =>
      row.pairs.flatMap((pair) =>
        pathsOf(pair)
          .filter((path) => !reaches(table, row.input, path))
          .map((path) => `${name}: ${JSON.stringify(path)}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('every action is one of IAM, and every resource one of its types', () => {
    const wrong = rows.flatMap(([name, row]) =>
      row.pairs.flatMap((pair) => faultsOf(pair).map((fault) => `${name}: ${fault}`)),
    );
    expect(wrong).toEqual([]);
  });

  test('every condition key is one of the action, of its service or global', () => {
    const wrong = rows.flatMap(([name, row]) =>
      row.pairs.flatMap((pair) => unknownKeysOf(pair).map((key) => `${name}: ${pair.action} ${key}`)),
    );
    expect(wrong).toEqual([]);
  });

  test('a role is passed by a member that names one, or by an instance profile', () => {
    const wrong = rows.flatMap(([name, { pairs }]) =>
      pairs
        .filter(({ action }) => action === 'iam:PassRole')
        .flatMap(({ resources = [], when = [] }) => (when.some((text) => text.includes(' == ')) ? [] : resources))
        .filter((text) => !/role/i.test(text.replaceAll(/\|roleArn|\|arn:iam/g, '')))
        .map((text) => `${name}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  test('what is not known says why, what is known says what', () => {
    const silent = rows.filter(([, row]) => !saysEnough(row)).map(([name]) => name);
    expect(silent).toEqual([]);
  });
});

function saysEnough({ tier, pairs, why, permission }: OperationRow): boolean {
  if (tier === 'unknown') return pairs.length === 0 && (why ?? '') !== '';
  return permission === undefined ? pairs.length > 0 : pairs.length === 0;
}

function pathsOf(pair: PairRow): readonly (readonly Step[])[] {
  const each = pair.each === undefined ? [] : (pathsIn(parseExpression(pair.each), [])[0] ?? []);
  const texts = [...(pair.resources ?? []), ...Object.values(pair.keys ?? {}), pair.otherwise, pair.keyOf, pair.roleOf];
  const expressions = [
    ...texts.flatMap((text) =>
      text === undefined ? [] : templateOf(text).parts.filter((part) => typeof part !== 'string'),
    ),
    ...(pair.when ?? []).map((text) => conditionOf(text).expression),
    ...(pair.tags === undefined ? [] : [parseExpression(pair.tags)]),
  ];
  return [each, ...expressions.flatMap((expression) => pathsIn(expression, each))];
}

function pathsIn({ choices }: Expression, each: readonly Step[]): readonly (readonly Step[])[] {
  return choices.flatMap(({ source }) => {
    if (!('from' in source)) return [];
    return [source.from === 'each' ? [...each, ...source.steps] : source.steps];
  });
}

const scalars: readonly string[] = [
  'string',
  'integer',
  'long',
  'short',
  'character',
  'boolean',
  'blob',
  'timestamp',
  'double',
  'float',
];

function reaches(table: ServiceTable, root: string | undefined, path: readonly Step[]): boolean {
  if (path.length === 0) return true;
  let name = root;
  for (const step of path) {
    const shape = name === undefined ? undefined : table.shapes[name];
    if (step === 'elements') name = shape?.member?.shape;
    else if (step === 'keys') name = shape?.key?.shape;
    else if (step === 'values' || 'entry' in step) name = shape?.value?.shape;
    else name = shape?.members?.[step.member]?.shape;
  }
  return name !== undefined && (scalars.includes(name) || table.shapes[name] !== undefined);
}

/** A value that each function takes. */
const samples: Readonly<Record<string, string>> = {
  queueArn: 'http://127.0.0.1:4566/444455556666/orders',
  taskQueueArn: Buffer.from('{"sourceArn":"arn:aws:sqs:eu-west-1:444455556666:dead"}').toString('base64'),
  streamOfIterator: 'arn:aws:dynamodb:eu-west-1:444455556666:table/t/stream/2026|1|a',
  copySource: '/bucket/key',
  ec2Arn: 'i-0123456789abcdef0',
  partiqlTable: 'SELECT * FROM "orders"',
};

/** ARNs of which a template takes a part. */
const arnSamples: Readonly<Record<string, string>> = {
  kinesis: 'arn:aws:kinesis:eu-west-1:444455556666:stream/x',
  sns: 'arn:aws:sns:eu-west-1:444455556666:x:y',
  states: 'arn:aws:states:eu-west-1:444455556666:stateMachine:x:1',
};

function faultsOf(pair: PairRow): readonly string[] {
  const [prefix = '', name = ''] = pair.action.split(':');
  const action = serviceReference(prefix)?.actions.get(name.toLowerCase());
  if (action === undefined || action.name !== name) return [`${pair.action} is no action`];
  if (pair.keyOf !== undefined || pair.roleOf !== undefined) return [];
  const texts = [...(pair.resources ?? []), ...(pair.otherwise === undefined ? [] : [pair.otherwise])];
  if (texts.length === 0) return [`${pair.action} is on nothing`];
  return texts.flatMap((text) => (fits(text, action.resourceTypes, prefix) ? [] : [`${pair.action} on ${text}`]));
}

function fits(text: string, types: readonly { readonly arn: string }[], prefix: string): boolean {
  const template = templateOf(text.startsWith('?') ? text.slice(1) : text);
  if (text === '*') return true;
  // The paths of API Gateway are its resources, and iam-data lists but some of them.
  if (prefix === 'apigateway') return text.startsWith('arn:{partition}:apigateway:{region}::/');
  const [first] = template.parts;
  const last = typeof first === 'object' ? first.choices[0]?.functions.at(-1) : undefined;
  if (
    template.parts.length === 1 &&
    typeof first === 'object' &&
    (last?.apply.name === 'arn' || first.text.endsWith('|arn'))
  ) {
    const service = last?.argument ?? '';
    return types.some(({ arn }) => arn.split(':')[2] === service || arn.split(':')[2]?.includes('Vendor') === true);
  }
  const filled = fill(template, { input: everything(template.parts), each: everything(template.parts), names }, 1);
  if (!('values' in filled)) return false;
  return filled.values.every((value) => types.some(({ arn }) => isOfFormat(value, arn)));
}

/** An input that has a value for each member of the expressions. */
function everything(parts: readonly (string | Expression)[]): unknown {
  const input: Record<string, unknown> = {};
  let whole: unknown = input;
  for (const part of parts) {
    if (typeof part === 'string') continue;
    for (const { source, functions } of part.choices.slice(0, 1)) {
      if (!('from' in source)) continue;
      const sample =
        functions
          .map(({ apply, argument }) => (apply.name === 'arn' ? arnSamples[argument] : samples[apply.name]))
          .find((text) => text !== undefined) ?? 'x';
      if (source.steps.length === 0) whole = sample;
      else put(input, source.steps, sample);
    }
  }
  return whole;
}

function put(target: Record<string, unknown>, steps: readonly Step[], value: string): void {
  const [step, ...rest] = steps;
  if (typeof step !== 'object' || 'entry' in step) return;
  const made = rest.reduceRight<unknown>((inner, each) => {
    if (each === 'elements') return [inner];
    if (each === 'keys' || each === 'values') return { x: inner };
    return { ['member' in each ? each.member : each.entry]: inner };
  }, value);
  target[step.member] = merged(target[step.member], made);
}

function merged(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) return [merged(before[0], after[0])];
  if (!isRecord(before) || !isRecord(after)) return after;
  return {
    ...before,
    ...Object.fromEntries(Object.entries(after).map(([key, value]) => [key, merged(before[key], value)])),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an ARN has the form `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`, each variable being any text. */
function isOfFormat(value: string, format: string): boolean {
  const pattern = format
    .split(/\$\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, (mark) => (mark === '*' ? '.*' : `\\${mark}`)))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(value);
}

const global = /^aws:(TagKeys|RequestTag\/|RequestedRegion)/;

function unknownKeysOf({ action, keys = {} }: PairRow): readonly string[] {
  const service = serviceReference(action.split(':')[0] ?? '');
  return Object.keys(keys).filter((key) => !global.test(key) && service?.conditionKeys.has(key) !== true);
}
