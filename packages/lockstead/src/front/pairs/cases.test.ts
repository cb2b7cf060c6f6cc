/** Requests of the hand services and what they ask for, as data: written from AWS's operation tables, not from what we answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { frontTable } from '../tables/tables.ts';
import { evaluate, type KeyValues, type RequestedPair } from './evaluate.ts';

interface Case {
  readonly operation: string;
  /** Why the case is there, where the operation does not say it. */
  readonly about?: string;
  readonly input: unknown;
  /** `sqs:SendMessage arn:…`, and the condition keys that go with it. */
  readonly pairs?: Readonly<Record<string, KeyValues>>;
  readonly unknown?: string;
}
interface CaseFile {
  readonly client: string;
  readonly source: string;
  /** Of a service that is not in the hand table as a whole. */
  readonly partly?: true;
  readonly cases: readonly Case[];
}

const names = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const folder = new URL('./cases/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const { client, cases, partly = false } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as CaseFile;

  test.skipIf(partly)('has at least fifteen requests', () => {
    expect(cases.length).toBeGreaterThanOrEqual(15);
  });

  test.each(
    cases.map((each) => [`${each.operation}${each.about === undefined ? '' : `: ${each.about}`}`, each] as const),
  )('%s', (_name, { operation, input, pairs, unknown }) => {
    const row = frontTable(client)?.operations[operation];
    if (row === undefined) throw new Error(`${client} has no operation ${operation}`);
    const result = evaluate(row, input, names);
    if (unknown !== undefined) expect(result).toEqual({ unknown });
    else expect('pairs' in result ? Object.fromEntries(result.pairs.map(shown)) : result).toEqual(pairs);
  });
});

function shown(pair: RequestedPair): readonly [string, KeyValues] {
  const through = pair.via === undefined ? '' : ` through ${pair.via}`;
  if ('resource' in pair) return [`${pair.action} ${pair.resource}${through}`, pair.keys];
  if ('unresolved' in pair) return [`${pair.action} unresolved ${pair.unresolved}${through}`, pair.keys];
  if ('keyOf' in pair) return [`${pair.action} key of ${pair.keyOf}${through}`, pair.keys];
  return [`${pair.action} role of ${pair.roleOf}${through}`, pair.keys];
}
