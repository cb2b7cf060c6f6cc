/**
 * kill -9 at every step of the work on the keyring: while it is made, rotated, and materials are sealed anew. Each step has its own copy of one data directory. The server
 * that starts on it afterwards opens everything that was encrypted before, tells how far the work has come, and brings it to its end.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import * as kms from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Shown, shown } from '../cli/terminal.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { importMaterial, newTestKey, text, words } from './support.ts';

const child = new URL('./keyring-child.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'lockstead-keyring-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Made {
  readonly KeyId: string;
  readonly CiphertextBlob: Uint8Array | undefined;
}

function clientOf({ port, keys }: ServerProcess): kms.KMSClient {
  const endpoint = `http://127.0.0.1:${port}`;
  return new kms.KMSClient({ endpoint, region: 'us-east-1', credentials: keys, maxAttempts: 1 });
}

async function stopped({ child }: ServerProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function encrypted(client: kms.KMSClient, KeyId: string): Promise<Made> {
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(KeyId) }));
  return { KeyId, CiphertextBlob };
}

/** Keys of several kinds: one with two materials, one whose material is imported. */
async function fill(client: kms.KMSClient): Promise<readonly Made[]> {
  const rotated = await newTestKey(client);
  const imported = await newTestKey(client, { Origin: 'EXTERNAL' });
  await importMaterial(client, imported.KeyId, randomBytes(32));
  const made = [await encrypted(client, rotated.KeyId), await encrypted(client, imported.KeyId)];
  await client.send(new kms.RotateKeyOnDemandCommand({ KeyId: rotated.KeyId }));
  return [...made, await encrypted(client, rotated.KeyId)];
}

const materials = 3;

async function expectOpen(client: kms.KMSClient, made: readonly Made[]): Promise<void> {
  for (const { KeyId, CiphertextBlob } of made) {
    expect(words((await client.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe(KeyId);
  }
}

const lockstead = (argv: readonly string[], data: string): Promise<Shown> =>
  shown([...argv, '--json', '--data', data], { workingDirectory: folder, environment: { HOME: folder } });
const status = async (data: string): Promise<{ readonly keys: number; readonly behind: number }> =>
  JSON.parse((await lockstead(['keyring', 'status'], data)).out);

/** The steps that it came to. */
function worked(data: string, work: string, last: number): readonly string[] {
  const { stdout, stderr, signal, status } = spawnSync(process.execPath, [child, data, work, String(last)], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  if (last > 0) expect([signal, stderr]).toEqual(['SIGKILL', '']);
  else expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

interface Work {
  readonly name: 'make' | 'rotate' | 'rewrap';
  /** A data directory in which nothing of it has been done. */
  data: string;
  made: readonly Made[];
  /** The keys of the keyring before and after. */
  readonly keys: readonly [before: number, after: number];
}

const works: readonly Work[] = [
  { name: 'make', data: join(folder, 'empty'), made: [], keys: [0, 1] },
  { name: 'rotate', data: join(folder, 'filled'), made: [], keys: [1, 2] },
  { name: 'rewrap', data: join(folder, 'rotated'), made: [], keys: [2, 2] },
];

beforeAll(async () => {
  const [make, rotate, rewrap] = works as readonly [Work, Work, Work];
  const server = await startServer(make.data);
  await stopped(server);
  cpSync(make.data, rotate.data, { recursive: true });
  const filled = await startServer(rotate.data);
  rotate.made = await fill(clientOf(filled));
  await stopped(filled);
  cpSync(rotate.data, rewrap.data, { recursive: true });
  rewrap.made = rotate.made;
  expect(worked(rewrap.data, 'rotate', 0).at(-1)).toBe('done');
});

describe.each(works)('$name', (work) => {
  test('killed at each step, it goes on or is undone', async () => {
    const { name, made, keys } = work;
    const whole = join(folder, 'whole');
    cpSync(work.data, whole, { recursive: true });
    const steps = worked(whole, name, 0).slice(0, -1);
    expect(steps.some((step) => step === 'store.transact has ended')).toBe(true);
    const outcomes: string[] = [];
    for (const [at, step] of steps.entries()) {
      const data = join(folder, `killed-${name}-${at}`);
      cpSync(work.data, data, { recursive: true });
      expect(worked(data, name, at + 1), step).toEqual(steps.slice(0, at + 1));
      const server = await startServer(data);
      try {
        const client = clientOf(server);
        await expectOpen(client, made);
        const left = await status(data);
        expect(keys, step).toContain(left.keys);
        outcomes.push(`${left.keys} keys, ${left.behind} materials behind, killed where ${step}`);
        // What was told to be done is done.
        if (step === 'store.transact has ended') {
          expect(left).toMatchObject({ keys: keys[1], behind: name === 'rotate' ? materials : 0 });
        }
        const isUndone = name === 'rotate' && left.keys === keys[0];
        if (isUndone) expect((await lockstead(['keyring', 'rotate'], data)).code).toBe(0);
        const sealed = JSON.parse((await lockstead(['keyring', 'rewrap'], data)).out);
        expect(sealed).toEqual({ rewrapped: isUndone ? materials : left.behind, broken: [] });
        const after = [...made, await encrypted(client, (await newTestKey(client)).KeyId)];
        expect(await status(data)).toMatchObject({ keys: keys[1], behind: 0 });
        await expectOpen(client, after);
      } finally {
        await stopped(server);
      }
      rmSync(data, { recursive: true, force: true });
    }
    rmSync(whole, { recursive: true, force: true });
    console.log(`${name}:\n${outcomes.join('\n')}`);
  });
});

test('a store beside an older keyring is refused with a sentence, and served again beside its own', async () => {
  const { DatabaseSync } = await import('node:sqlite');
  const [, filled, rotated] = works as readonly [Work, Work, Work];
  const data = join(folder, 'mixed');
  cpSync(rotated.data, data, { recursive: true });
  const server = await startServer(data);
  const key = await encrypted(clientOf(server), (await newTestKey(clientOf(server))).KeyId);
  await stopped(server);
  const keyringOf = (directory: string): string => {
    using database = new DatabaseSync(join(directory, 'lockstead.db'), { readOnly: true });
    return String(database.prepare("select body from documents where collection = 'kms.keyring'").get()?.['body']);
  };
  const put = (body: string): void => {
    using database = new DatabaseSync(join(data, 'lockstead.db'));
    database.prepare("update documents set body = ? where collection = 'kms.keyring'").run(body);
  };
  const own = keyringOf(data);
  put(keyringOf(filled.data));
  await expect(startServer(data)).rejects.toThrow(
    /it ended with 2: lockstead: The database has key materials of KMS, and its keyring is an older one, which does not open them: restore a backup/,
  );
  put(own);
  const again = await startServer(data);
  await expectOpen(clientOf(again), [...rotated.made, key]);
  await stopped(again);
});
