/**
 * Runs the suites that need a PostgreSQL server, over one that it starts in a temporary folder and stops again.
 * With `--long` those that take long: many rounds of everything that can go wrong.
 * With LOCKSTEAD_TEST_POSTGRES set to a `postgres://` address it uses that server instead, in schemas of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { postgresServer } from './postgres-server.ts';

const root = join(import.meta.dirname, '..');

async function tests(environment: Readonly<Record<string, string>>): Promise<number> {
  const config = join(root, 'vitest.postgres.config.ts');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const given = process.argv.slice(2);
  const isLong = given.includes('--long');
  const args = given.filter((arg) => arg !== '--long');
  const running = spawn(process.execPath, [vitest, 'run', '--config', config, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment, ...(isLong ? { LOCKSTEAD_TEST_LONG: 'yes' } : {}) },
  });
  await once(running, 'close');
  return running.exitCode ?? 1;
}

async function overOwnServer(): Promise<number> {
  await using server = await postgresServer();
  if (server === undefined) {
    console.error(
      'PostgreSQL is not installed: apt install postgresql, or name the folder of initdb and postgres in PG_BIN',
    );
    return 2;
  }
  return await tests({ LOCKSTEAD_TEST_POSTGRES: server.url() });
}

process.exitCode = process.env['LOCKSTEAD_TEST_POSTGRES'] === undefined ? await overOwnServer() : await tests({});
