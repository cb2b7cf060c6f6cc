/**
 * `node scripts/front-accuracy.ts`: how often the rows that nobody wrote by hand are right, counted on operations of which the answer is
 * known. The hand services are made again without the hand table, and compared with it: a seeded draw of 200 operations by the actions
 * that their rows name, and all requests of the cases by their pairs of action and resource. Another draw of 200 is of operations of services that
 * nobody wrote by hand, against AWS's own tables (front/aws-operations.ts). Keys and KMS are left out of the count.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { evaluate, type RequestedPair } from '../packages/lockstead/src/front/pairs/evaluate.ts';
import type { OperationRow, PairRow } from '../packages/lockstead/src/front/tables/row.ts';
import { awsOperations } from './front/aws-operations.ts';
import { handServices } from './front/hand/index.ts';
import { rowsOfService } from './front/rows-of-service.ts';
import { readSources } from './front/sources.ts';
import { findPython } from './generate-constraints.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const names = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const drawn = 200;

const python = await findPython();
if (python === undefined) throw new Error('no Python here has the right botocore');
const corpus = resolve(process.env['LOCKSTEAD_CORPORA'] ?? join(root, '../shared/corpora'), 'front');
const sources = await readSources(root, python, corpus);
const rows = new Map<string, Readonly<Record<string, OperationRow>>>();
for (const { client } of handServices) {
  const service = sources.models.services[client];
  if (service !== undefined) rows.set(client, rowsOfService(client, service, undefined, sources).operations);
}

type Verdict = 'same' | 'less' | 'more' | 'other' | 'unknown';

function compare(found: ReadonlySet<string>, wanted: ReadonlySet<string>): Verdict {
  const missing = [...wanted].some((each) => !found.has(each));
  const extra = [...found].some((each) => !wanted.has(each));
  return missing ? (extra ? 'other' : 'less') : extra ? 'more' : 'same';
}

function actions(pairs: readonly PairRow[]): ReadonlySet<string> {
  return new Set(pairs.map(({ action }) => action).filter((action) => !action.startsWith('kms:')));
}

/** A small generator with a fixed seed: the draw is the same each time. */
function* numbers(): Generator<number, never> {
  let state = 20261130;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function count(verdicts: readonly (readonly [string, Verdict])[]): Readonly<Record<string, number>> {
  const made: Record<string, number> = { same: 0, less: 0, more: 0, other: 0, unknown: 0 };
  for (const [, verdict] of verdicts) made[verdict] = (made[verdict] ?? 0) + 1;
  return made;
}

const all = handServices.flatMap(({ client, operations }) => Object.keys(operations).map((name) => ({ client, name })));
const random = numbers();
const draw = all
  .map((each) => ({ each, at: random.next().value }))
  .toSorted((one, other) => one.at - other.at)
  .slice(0, drawn);
const byOperation = draw.map(({ each: { client, name } }): readonly [string, Verdict] => {
  const row = rows.get(client)?.[name];
  const hand = handServices.find((service) => service.client === client)?.operations[name] ?? [];
  if (row === undefined || row.tier === 'unknown') return [`${client}:${name}`, 'unknown'];
  return [`${client}:${name}`, compare(actions(row.pairs), actions(hand))];
});

interface CaseFile {
  readonly client: string;
  readonly cases: readonly {
    readonly operation: string;
    readonly input: unknown;
    readonly pairs?: Readonly<Record<string, unknown>>;
  }[];
}

const folder = join(root, 'packages/lockstead/src/front/pairs/cases');
const byRequest = readdirSync(folder).flatMap((file) => {
  const { client, cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CaseFile;
  return cases.flatMap(({ operation, input, pairs }): (readonly [string, Verdict])[] => {
    const wanted = Object.keys(pairs ?? {}).filter((pair) => !pair.startsWith('kms:'));
    if (pairs === undefined || wanted.some((pair) => pair.includes(' unresolved '))) return [];
    const row = rows.get(client)?.[operation];
    const result = row === undefined ? undefined : evaluate(row, input, names);
    if (result === undefined || 'unknown' in result) return [[`${client}:${operation}`, 'unknown']];
    if (result.pairs.some((pair) => 'unresolved' in pair)) return [[`${client}:${operation}`, 'unknown']];
    const found = result.pairs.flatMap(shown).filter((pair) => !pair.startsWith('kms:'));
    return [[`${client}:${operation}`, compare(new Set(found), new Set(wanted))]];
  });
});

function shown(pair: RequestedPair): readonly string[] {
  if ('resource' in pair) return [`${pair.action} ${pair.resource}`];
  return 'roleOf' in pair ? [`${pair.action} role of ${pair.roleOf}`] : [];
}

const pool = awsOperations.flatMap((service) => {
  const model = sources.models.services[service.client];
  const made = model === undefined ? {} : rowsOfService(service.client, model, undefined, sources).operations;
  return Object.entries(made)
    .filter(([name]) => service.through === undefined || name <= service.through)
    .map(([name, row]) => ({ service, name, row }));
});
const seeded = numbers();
const drawnOfAws = pool
  .map((each) => ({ each, at: seeded.next().value }))
  .toSorted((one, other) => one.at - other.at)
  .slice(0, drawn);
const byAws = drawnOfAws.map(({ each: { service, name, row } }): readonly [string, Verdict] => {
  const wanted = (service.other[name] ?? ['own']).map((action) => {
    if (action === 'own') return `${service.prefix}:${name}`;
    return action.includes(':') ? action : `${service.prefix}:${action}`;
  });
  const verdict = row.tier === 'unknown' ? 'unknown' : compare(actions(row.pairs), new Set(wanted));
  return [`${service.client}:${name}`, verdict];
});

console.log(JSON.stringify({ operations: count(byOperation), requests: count(byRequest), aws: count(byAws) }));
for (const [name, verdict] of [...byOperation, ...byRequest, ...byAws])
  if (verdict === 'less' || verdict === 'other') console.log(verdict, name);
