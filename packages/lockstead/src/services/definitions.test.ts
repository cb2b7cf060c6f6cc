/** What holds of every service as it is listed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { openDefinitions } from '../../tests/support/definitions.ts';
import { notWritten } from './not-written.ts';

const { definitions, store } = await openDefinitions(simulatedClock(instant(1.8e12)));
await store.close();

test.each(definitions.map(({ name, operations, authorization }) => ({ name, operations, authorization })))(
  '$name: the authorization table has the operations that are listed, and no others',
  ({ operations, authorization }) => {
    expect(Object.keys(authorization).toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
  },
);

test('no part of an authorization table has an operation that another part has', async () => {
  const folder = join(import.meta.dirname, 'iam/authorize');
  const owners: Map<string, string[]> = new Map();
  for (const file of readdirSync(folder)) {
    const exported = (await import(join(folder, file))) as Readonly<Record<string, unknown>>;
    for (const table of Object.values(exported).filter((one) => typeof one === 'object')) {
      for (const name of Object.keys(table as object)) owners.set(name, [...(owners.get(name) ?? []), file]);
    }
  }
  expect(owners.size).toBeGreaterThan(100);
  expect([...owners].filter(([, files]) => files.length > 1)).toEqual([]);
});

test('no operation that is listed is a stub of npm run new', () => {
  const stubs = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== 'not-written.ts')
    .filter((path) => readFileSync(join(import.meta.dirname, path), 'utf8').includes(notWritten.name));
  expect(stubs).toEqual([]);
});
