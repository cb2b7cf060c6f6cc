/** The examples for containers and pipelines: they parse, and the backend is out of everybody's reach. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '#config/config';
import { startFlags } from '#config/flags';
import { readFlags } from '#config/read-flags';

const root = join(import.meta.dirname, '../../../..');
const compose = join(root, 'docs/examples/compose');

interface Service {
  readonly image: string;
  readonly command?: readonly string[] | string;
  readonly ports?: readonly string[];
  readonly network_mode?: string;
}

describe.each(readdirSync(compose))('%s', (file) => {
  const { services } = parse(readFileSync(join(compose, file), 'utf8')) as {
    services: Readonly<Record<string, Service>>;
  };
  const { lockstead, backend } = services;

  test('Lockstead takes its flags, and its upstream is on its own loopback', () => {
    const [verb, ...argv] = (lockstead?.command ?? []) as readonly string[];
    expect(verb).toBe('start');
    const { upstreams, host, enforce } = parseConfig(readFlags(argv, {}));
    // One, and a second where buckets stay in the backend too.
    expect(new Set(upstreams.map((upstream) => upstream.host))).toEqual(new Set(['127.0.0.1']));
    expect({ host, enforce }).toEqual({ host: '0.0.0.0', enforce: 'full' });
  });

  test('the backend has no port and no network of its own, and Lockstead is published to this machine alone', () => {
    expect(backend?.ports).toBeUndefined();
    expect(backend?.network_mode).toBe('service:lockstead');
    expect(backend?.image).toMatch(/^[\w./-]+:[\w.-]+$/);
    expect(lockstead?.ports).toEqual(['127.0.0.1:4566:4566']);
  });
});

test('the action uses flags that there are, and texts of others only by variables', () => {
  const action = parse(readFileSync(join(root, '.github/actions/lockstead/action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, { readonly description: string }>>;
    readonly runs: {
      readonly using: string;
      readonly steps: readonly { readonly run?: string; readonly shell?: string; readonly env?: object }[];
    };
  };
  const { using, steps } = action.runs;
  expect(using).toBe('composite');
  const known = new Set<string>([
    ...startFlags.map(({ name }) => name),
    'endpoint',
    'out',
    'format',
    'omit',
    'no-audit',
    'no-fund',
  ]);
  for (const { run = '', shell } of steps) {
    expect(shell).toBe('bash');
    // An expression in a script would be run as a part of it.
    expect(run).not.toContain('${{');
    for (const [, flag = ''] of run.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)) expect(known).toContain(flag);
  }
  const used = JSON.stringify(steps);
  for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name}`);
});
