/** Whatever Lockstead serves has its place in the model: a service or resource type that is added without one fails here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceTable } from '@lockstead/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layers } from '#responsibility/layers';
import { serviceOfType } from '#responsibility/resource-types';
import { findService } from '#responsibility/services';
import { type House, openHouse } from '../support/lockstead.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ flags: { dev: true } });
});
afterAll(() => house[Symbol.asyncDispose]());

test('every service of coverage', async () => {
  const reply = await fetch(`${house.endpoint}/_lockstead/coverage`);
  const { services } = (await reply.json()) as { readonly services: Readonly<Record<string, unknown>> };
  const names = Object.keys(services);
  expect(names).toContain('iam');
  expect(names.filter((name) => findService(name) === undefined)).toEqual([]);
});

test('every service that the wire knows, by each of its names', () => {
  const names = serviceTable.flatMap(({ id, signingName, endpointPrefix, otherSigningNames = [] }) => [
    id,
    signingName,
    endpointPrefix,
    ...otherSigningNames,
  ]);
  expect(names).toContain('kms');
  expect(names.filter((name) => findService(name) === undefined)).toEqual([]);
});

test('every resource type of the inventory', () => {
  const folder = new URL('../../src/services/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const types = files.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/cfnType: '([^']+)'/g)].map(([, type = '']) => type),
  );
  expect(types).toContain('AWS::IAM::User');
  const unknown = types.filter((type) => serviceOfType(type)?.length !== 1);
  expect(unknown).toEqual([]);
  for (const type of types)
    for (const { cells } of serviceOfType(type) ?? []) expect(Object.keys(cells).length).toBe(layers.length);
});
