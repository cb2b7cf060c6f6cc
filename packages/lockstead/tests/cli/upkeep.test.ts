/** Bad days: a damaged database, a backup made while the server writes, and the way back. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyFolder, lockstead, serving } from './cli.ts';
import { shown } from './terminal.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = emptyFolder();
afterAll(() => folder.remove());
let count = 0;
const fresh = (): string => join(folder.path, String(++count));
const run = (...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
  shown(argv, { workingDirectory: folder.path, environment: { HOME: folder.path } });

/** Of a server that has stopped, with a user in it. */
const data = join(folder.path, 'data');
const rootKey = join(folder.path, 'key');
beforeAll(async () => {
  const server = await serving(['--data', data], { cwd: folder.path });
  await iamOf(server.endpoint, data).send(new CreateUserCommand({ UserName: 'alice' }));
  await server.stop();
  copyFileSync(join(data, 'root-key'), rootKey);
});

function iamOf(endpoint: string, directory: string): IAMClient {
  const text = readFileSync(join(directory, 'credentials'), 'utf8');
  const [, accessKeyId = ''] = /aws_access_key_id = (\S+)/.exec(text) ?? [];
  const [, secretAccessKey = ''] = /aws_secret_access_key = (\S+)/.exec(text) ?? [];
  return new IAMClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } });
}

/** Overwrites bytes of a copy of the database. */
function damaged(at: number, bytes: Buffer): string {
  const directory = fresh();
  cpSync(data, directory, { recursive: true });
  const file = join(directory, 'lockstead.db');
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
  return directory;
}

describe('a damaged database', () => {
  const pageBytes = 4096;
  const pages = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  test('ends a start with one sentence, wherever the damage is, or is found by doctor', async () => {
    const found: string[] = [];
    const size = statSync(join(data, 'lockstead.db')).size;
    for (const page of pages.filter((each) => each * pageBytes < size)) {
      const directory = damaged(page * pageBytes, Buffer.alloc(2000, 0xff));
      const checked = await run('doctor', '--data', directory);
      const isFound = checked.out.includes('✗ Database');
      if (isFound) {
        found.push(directory);
        expect(checked.code).toBe(1);
        expect(checked.out).toContain('restore a backup');
      }
      const server = serving(['--data', directory, '--log-level', 'silent'], { cwd: folder.path });
      const { message } = await server.then(
        async (running) => {
          await running.stop();
          return { message: 'it ended with 2: lockstead: it started' };
        },
        (error: Error) => error,
      );
      // A page that no start reads lets it serve; a page that nothing uses is no damage.
      if (!isFound) expect(message).toContain('it started');
      expect(message).toMatch(/^it ended with 2: lockstead: [^\n]+\n?$/);
      if (!message.endsWith('it started'))
        expect(message).toMatch(/(malformed|not a database).*doctor --data \S+" says more/);
    }
    expect(found.length).toBeGreaterThan(3);
  });

  test('is not backed up', async () => {
    const directory = damaged(0, Buffer.alloc(2000, 0xff));
    const { code, err } = await run('backup', 'damaged.tar', '--data', directory);
    expect(code).toBe(2);
    expect(err).toContain('is damaged');
    expect(existsSync(join(folder.path, 'damaged.tar'))).toBe(false);
  });
});

describe('doctor', () => {
  test('where all is well', async () => {
    const { code, out } = await run('doctor', '--data', data);
    expect(code).toBe(0);
    expect(out).toMatch(/^Lockstead \d\S+, Node 24\.\S+, \S+ .*\n/);
    expect(out).toMatch(/✓ Database: \S+lockstead\.db, \d+ KiB, is whole; account \d{12}\n/);
    const secrets = [
      readFileSync(join(data, 'root-key'), 'utf8').trim(),
      /= (\S{40})$/m.exec(readFileSync(join(data, 'credentials'), 'utf8'))?.[1],
    ];
    for (const secret of secrets) expect(out).not.toContain(secret);
    expect(JSON.parse((await run('doctor', '--data', data, '--json')).out)).toMatchObject({ well: true });
  });

  test('says what is wrong, and changes nothing', async () => {
    const directory = fresh();
    cpSync(data, directory, { recursive: true });
    writeFileSync(join(directory, 'root-key'), 'ab'.repeat(32));
    const files = ['root-key', 'credentials'];
    const { chmodSync } = await import('node:fs');
    for (const name of files) chmodSync(join(directory, name), 0o644);
    chmodSync(directory, 0o755);
    const before = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode]);
    const { code, out } = await run('doctor', '--data', directory);
    expect(code).toBe(1);
    expect(out).toContain('has mode 0755');
    for (const name of files) expect(out).toContain(`chmod 600 ${join(directory, name)}`);
    expect(out).toContain('the root key is not the one that it is sealed with');
    expect(readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode])).toEqual(before);
    const withKey = await run('doctor', '--data', directory, '--root-key', `file:${rootKey}`);
    expect(withKey.out).toContain('✓ Root key: given with --root-key');
    expect(withKey.out).toContain('✓ Database');
  });

  test('where nothing is', async () => {
    expect(await run('doctor', '--data', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no database'),
    });
  });
});

describe('a backup', () => {
  test('made while the server writes has all that was acknowledged before, and comes back whole', async () => {
    const directory = fresh();
    const server = await serving(['--data', directory], { cwd: folder.path });
    const iam = iamOf(server.endpoint, directory);
    const acknowledged: string[] = [];
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        await iam.send(new CreateUserCommand({ UserName: `user-${n}` }));
        acknowledged.push(`user-${n}`);
      }
    })();
    await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
    const before = [...acknowledged];
    // In a process of its own, as an operator does.
    const made = await lockstead(['backup', 'live.tar', '--data', directory], { cwd: folder.path });
    writing = false;
    await writer;
    await server.stop();
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toContain(`The root key is not in it: it is in ${join(directory, 'root-key')}.`);
    expect(statSync(join(folder.path, 'live.tar')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.lockstead-backup'))).toEqual([]);
    // Neither the key nor a secret lies in it.
    const bytes = readFileSync(join(folder.path, 'live.tar'), 'latin1');
    expect(bytes).not.toContain(readFileSync(join(directory, 'root-key'), 'utf8').trim());
    const [, secret = '?'] =
      /aws_secret_access_key = (\S+)/.exec(readFileSync(join(directory, 'credentials'), 'utf8')) ?? [];
    expect(bytes).not.toContain(secret);

    const key = join(folder.path, 'live-key');
    copyFileSync(join(directory, 'root-key'), key);
    rmSync(directory, { recursive: true });
    const back = fresh();
    const restored = await run('restore', 'live.tar', '--data', back, '--root-key', `file:${key}`, '--keep-key');
    expect(restored).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(back).sort()).toEqual(['backup-record.json', 'blobs', 'lockstead.db', 'root-key']);
    const again = await serving(['--data', back], { cwd: folder.path });
    const { Users = [] } = await iamOf(again.endpoint, back).send(new ListUsersCommand({ MaxItems: 1000 }));
    await again.stop();
    expect(Users.map(({ UserName }) => UserName)).toEqual(expect.arrayContaining(before));
  });

  const archive = join(folder.path, 'good.tar');
  beforeAll(async () => {
    mkdirSync(join(data, 'blobs', 'ab'), { recursive: true });
    writeFileSync(join(data, 'blobs', 'ab', 'cdef'), 'sealed bytes');
    expect((await run('backup', archive, '--data', data)).code).toBe(0);
  });

  test('takes no place of another file', async () => {
    expect(await run('backup', archive, '--data', data)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
  });

  test('with PostgreSQL names pg_dump', async () => {
    for (const flags of [
      ['--store', 'postgres://db/x'],
      ['--data', fresh()],
    ]) {
      const directory = flags[1] ?? '';
      if (flags[0] === '--data') {
        mkdirSync(directory);
        const known = {
          endpoint: 'http://127.0.0.1:1',
          region: 'us-east-1',
          account: '111122223333',
          store: 'postgres:',
        };
        writeFileSync(join(directory, 'server.json'), JSON.stringify(known));
      }
      const { code, err } = await run('backup', 'x.tar', ...flags);
      expect(code).toBe(2);
      expect(err).toContain('pg_dump');
    }
  });

  const key = `file:${rootKey}`;
  const wrongKey = join(folder.path, 'wrong-key');
  const harmed =
    (change: (bytes: Buffer) => Buffer): (() => string) =>
    () => {
      const path = `${fresh()}.tar`;
      writeFileSync(path, change(readFileSync(archive)));
      return path;
    };
  const flipped =
    (at: number) =>
    (bytes: Buffer): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
  test.each([
    {
      name: 'with another root key',
      file: () => archive,
      rootKey: `file:${wrongKey}`,
      says: 'the root key is not the one',
    },
    { name: 'with a byte changed in the database', file: harmed(flipped(9000)), rootKey: key, says: 'is damaged' },
    { name: 'with a byte changed in a header', file: harmed(flipped(3)), rootKey: key, says: 'not a tar archive' },
    { name: 'with a byte changed in the manifest', file: harmed(flipped(600)), rootKey: key, says: '' },
    { name: 'that is cut off', file: harmed((bytes) => bytes.subarray(0, 12_000)), rootKey: key, says: 'cut off' },
    { name: 'that is no archive', file: harmed(() => Buffer.from('hello')), rootKey: key, says: 'cut off' },
    { name: 'that is empty', file: harmed(() => Buffer.alloc(0)), rootKey: key, says: 'not a backup of Lockstead' },
    { name: 'that is not there', file: () => join(folder.path, 'none.tar'), rootKey: key, says: 'ENOENT' },
    {
      name: 'of a newer version',
      file: harmed((bytes) => rewritten(bytes, '"formatVersion": 1', '"formatVersion": 9')),
      rootKey: key,
      says: 'a newer version of Lockstead',
    },
    {
      name: 'that names files outside',
      file: harmed((bytes) => rewritten(bytes, '"store/lockstead.db"', '"store/../../xx.db" ')),
      rootKey: key,
      says: 'names files that no part has',
    },
  ])('$name is not restored, and nothing is made', async ({ file, rootKey: source, says }) => {
    writeFileSync(wrongKey, 'cd'.repeat(32), { mode: 0o600 });
    const back = fresh();
    const path = file();
    const names = readdirSync(folder.path).sort();
    const { code, out, err } = await run('restore', path, '--data', back, '--root-key', source);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^lockstead: The backup [^\n]+ cannot be restored: [^\n]+\n$/);
    expect(err).toContain(says);
    expect(existsSync(back)).toBe(false);
    expect(readdirSync(folder.path).sort()).toEqual(names);
  });

  /** In the manifest, byte for byte: its length and the header stay right. */
  function rewritten(bytes: Buffer, from: string, to: string): Buffer {
    const at = bytes.indexOf(from);
    expect([at > 0, Buffer.byteLength(to)]).toEqual([true, Buffer.byteLength(from)]);
    const copy = Buffer.from(bytes);
    copy.write(to, at);
    return copy;
  }

  test('is restored to a new or empty directory alone, with its key', async () => {
    const full = fresh();
    mkdirSync(full);
    writeFileSync(join(full, 'x'), '');
    expect((await run('restore', archive, '--data', full, '--root-key', key)).err).toContain('is not empty');
    expect((await run('restore', archive, '--data', fresh())).err).toContain('wants the --root-key');
    expect((await run('restore', archive, '--root-key', key)).err).toContain('wants the --data directory');
    const empty = fresh();
    mkdirSync(empty);
    const { code, out } = await run('restore', archive, '--data', empty, '--root-key', key);
    expect(code).toBe(0);
    expect(out).toContain(`start --data ${empty} --root-key ${key}\n`);
    expect(readdirSync(empty).sort()).toEqual(['backup-record.json', 'blobs', 'lockstead.db']);
    expect(readFileSync(join(empty, 'blobs', 'ab', 'cdef'), 'utf8')).toBe('sealed bytes');
    // A journal mode of its own would leave files beside it.
    expect(
      new DatabaseSync(join(empty, 'lockstead.db'), { readOnly: true }).prepare('PRAGMA user_version').get(),
    ).toBeDefined();
  });
});
