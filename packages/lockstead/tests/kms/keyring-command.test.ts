/** `lockstead keyring` against a server in a process of its own, which serves meanwhile, and is killed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import * as kms from '@aws-sdk/client-kms';
import { afterAll, expect, test, vi } from 'vitest';
import { emptyFolder, type Serving, serving } from '../cli/cli.ts';
import { type Shown, shown } from '../cli/terminal.ts';
import { newTestKey, text, words } from './support.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 90_000 });

const folder = emptyFolder();
afterAll(() => folder.remove());
const data = join(folder.path, 'data');

const lockstead = (argv: readonly string[], directory = data): Promise<Shown> =>
  shown([...argv, '--data', directory], { workingDirectory: folder.path, environment: { HOME: folder.path } });

function clientOf(server: Serving, directory = data): kms.KMSClient {
  const credentials = readFileSync(join(directory, 'credentials'), 'utf8');
  const [, accessKeyId = ''] = /aws_access_key_id = (\S+)/.exec(credentials) ?? [];
  const [, secretAccessKey = ''] = /aws_secret_access_key = (\S+)/.exec(credentials) ?? [];
  return new kms.KMSClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

async function pidOf(): Promise<number> {
  return JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')).pid as number;
}

interface Made {
  readonly KeyId: string;
  readonly blob: Uint8Array | undefined;
}

async function newKey(client: kms.KMSClient): Promise<Made> {
  const { KeyId } = await newTestKey(client);
  const { CiphertextBlob } = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(KeyId) }));
  return { KeyId, blob: CiphertextBlob };
}

async function expectOpen(client: kms.KMSClient, keys: readonly Made[]): Promise<void> {
  for (const { KeyId, blob } of keys) {
    expect(words((await client.send(new kms.DecryptCommand({ CiphertextBlob: blob }))).Plaintext)).toBe(KeyId);
  }
}

test('status, rotate, rewrap; under load; killed between; backed up and restored; refused beside an older keyring', async () => {
  let server = await serving(['--data', data], { cwd: folder.path });
  let client = clientOf(server);
  const none = await lockstead(['keyring', 'status']);
  expect(none).toMatchObject({ code: 0, out: expect.stringContaining('There is no keyring yet') });
  const keys: Made[] = [];
  for (let n = 0; n < 120; n++) keys.push(await newKey(client));

  // A copy of the keyring as it was, to be put back at the end.
  const keyringOf = (directory: string): { readonly body: string } | undefined => {
    using database = new DatabaseSync(join(directory, 'lockstead.db'), { readOnly: true });
    return database.prepare("select body from documents where collection = 'kms.keyring'").get() as {
      readonly body: string;
    };
  };
  const older = keyringOf(data);
  expect(older?.body).toContain('"term":1');

  const rotated = await lockstead(['keyring', 'rotate', '--json']);
  expect(JSON.parse(rotated.out)).toMatchObject({ keys: 2, materials: 120, behind: 120 });

  // Killed after the rotation: the next start has it, and everything opens.
  process.kill(await pidOf(), 'SIGKILL');
  await server.stop().catch(() => undefined);
  server = await serving(['--data', data], { cwd: folder.path });
  client = clientOf(server);
  expect(JSON.parse((await lockstead(['keyring', 'status', '--json'])).out)).toMatchObject({ keys: 2, behind: 120 });
  await expectOpen(client, keys.slice(0, 5));

  // Sealed anew while keys are made and used.
  let isDone = false;
  const load = (async () => {
    for (let n = 0; !isDone; n++) {
      if (n % 5 === 0) keys.push(await newKey(client));
      await expectOpen(client, [keys[n % 100] as Made]);
    }
  })();
  const sealed = await lockstead(['keyring', 'rewrap']);
  isDone = true;
  await load;
  expect(sealed).toMatchObject({ code: 0, out: 'Sealed anew: 120 key materials.\n' });
  const status = await lockstead(['keyring', 'status']);
  expect(status.out).toMatch(/Under older keys\s+0\n/);
  expect(await lockstead(['keyring', 'rewrap', '--json'])).toMatchObject({ out: '{"rewrapped":0,"broken":[]}\n' });
  await expectOpen(client, keys);

  const archive = join(folder.path, 'backup.tar');
  expect((await lockstead(['backup', archive])).code).toBe(0);
  await server.stop();
  const restored = join(folder.path, 'restored');
  const key = join(data, 'root-key');
  expect((await lockstead(['restore', archive, '--root-key', `file:${key}`], restored)).code).toBe(0);
  const again = await serving(['--data', restored, '--root-key', `file:${key}`], { cwd: folder.path });
  await expectOpen(clientOf(again, restored), keys);
  await again.stop();

  {
    using database = new DatabaseSync(join(data, 'lockstead.db'));
    database.prepare("update documents set body = ? where collection = 'kms.keyring'").run(older?.body ?? '');
  }
  await expect(serving(['--data', data], { cwd: folder.path })).rejects.toThrow(
    /ended with 2: lockstead: The database has key materials of KMS, and its keyring is an older one/,
  );
});

test('what the verbs refuse', async () => {
  expect(await lockstead(['keyring'])).toMatchObject({ code: 2, err: expect.stringContaining('wants a verb') });
  expect(await lockstead(['keyring', 'turn'])).toMatchObject({ code: 2 });
  expect(await lockstead(['keyring', 'rotate', 'twice'])).toMatchObject({ code: 2 });
});
