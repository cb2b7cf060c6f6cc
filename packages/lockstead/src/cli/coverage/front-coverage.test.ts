import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Terminal } from '#terminal/terminal';
import { frontCoverage } from './front-coverage.ts';

function shown(service: string | undefined, asJson: boolean): string {
  let text = '';
  const terminal: Terminal = {
    out: (part) => {
      text += part;
    },
    err: () => undefined,
    input: new PassThrough(),
    isTerminal: false,
    environment: {},
    workingDirectory: '/',
    typed: 'lockstead' as unknown as Terminal['typed'],
  };
  frontCoverage(service, asJson, terminal);
  return text;
}

interface Report {
  readonly operations: number;
  readonly known: number;
  readonly tiers: Readonly<Record<string, number>>;
  readonly services: Readonly<Record<string, { readonly unknown: Readonly<Record<string, string>> }>>;
}

test('what was promised of the tables holds', () => {
  const all = JSON.parse(shown(undefined, true)) as Report;
  expect(all.operations).toBeGreaterThan(19_000);
  expect(all.known).toBeGreaterThanOrEqual(0.7);
  const unknown = Object.values(all.services).reduce((sum, service) => sum + Object.keys(service.unknown).length, 0);
  expect(unknown).toBe(all.tiers['unknown']);
});

test('a service is found by its client or by its prefix', () => {
  expect(shown('stepfunctions', false)).toContain('StartExecution');
  expect(shown('states', false)).toBe(shown('stepfunctions', false));
});

test('a prefix of several services is not a service', () => {
  expect(() => shown('rds-nothing', false)).toThrow('There is no AWS service "rds-nothing".');
  expect(() => shown('lex', false)).toThrow('prefix of several');
});
