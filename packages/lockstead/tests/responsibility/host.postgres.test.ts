/** What the host's half tells of a real PostgreSQL server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import { hostLines } from '#cli/upkeep/host-lines';
import { instant } from '#kernel/clock';
import { shown } from '../cli/terminal.ts';

const { LOCKSTEAD_TEST_POSTGRES: postgresUrl = '' } = process.env;
const dataDirectory = mkdtempSync(join(tmpdir(), 'lockstead-host-'));
afterAll(() => rmSync(dataDirectory, { recursive: true, force: true }));

test.each([
  ['2022-11-01T00:00:00Z', 'inOrder', /^version 1\d\S* .*gets security updates until 20\d\d-\d\d-\d\d$/],
  ['2099-01-01T00:00:00Z', 'notInOrder', /^version 1\d\S* .*has had no security updates since 20\d\d-\d\d-\d\d$/],
])('at %s its version is %s', async (now, state, says) => {
  const lines = await hostLines({ dataDirectory, postgresUrl, now: instant(Date.parse(now)) });
  expect(lines.find(({ about }) => about === 'PostgreSQL')).toMatchObject({ state, says: expect.stringMatching(says) });
});

test('the command asks the server that --store names', async () => {
  const { out } = await shown(['responsibility', 'host', '--data', dataDirectory, '--store', postgresUrl, '--json']);
  const { lines } = JSON.parse(out) as { readonly lines: readonly { readonly about: string; readonly says: string }[] };
  expect(lines.find(({ about }) => about === 'PostgreSQL')?.says).toMatch(/^version \d+/);
  expect(lines.find(({ about }) => about === 'Backup')).toMatchObject({ state: 'notSeen' });
  expect(out).not.toContain(new URL(postgresUrl).password || postgresUrl);
});
