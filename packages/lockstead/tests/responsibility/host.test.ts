/** The host's half: each line by a system that is made for it. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readBackupRecord, rememberBackup, rememberRestore, writeBackupRecord } from '#cli/upkeep/backup-record';
import { type HostLine, hostLines } from '#cli/upkeep/host-lines';
import { days, instant, later } from '#kernel/clock';
import { type Ask, clockStep } from '#responsibility/host/clock-step';
import { deviceEncryption, encryptionBelow } from '#responsibility/host/device-encryption';
import { lifeOf, node, postgres } from '#responsibility/host/end-of-life';
import { isLoopback, listenersOf } from '#responsibility/host/listeners';
import { swapOf } from '#responsibility/host/swap';
import { emptyFolder, type Serving, serving } from '../cli/cli.ts';
import { shown } from '../cli/terminal.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const made = mkdtempSync(join(tmpdir(), 'lockstead-host-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));
let count = 0;

/** A system of files: texts by their path, links by `-> target`. */
function system(files: Readonly<Record<string, string>>): string {
  const root = join(made, String(++count));
  for (const [path, content] of Object.entries(files)) {
    const at = join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    const [, target] = /^-> (.*)$/.exec(content) ?? [];
    if (content === 'folder') mkdirSync(at, { recursive: true });
    else if (target === undefined) writeFileSync(at, content);
    else symlinkSync(target.startsWith('/') ? join(root, target) : target, at);
  }
  return root;
}

/** A plain disk with a partition, and an encrypted device on it with a logical volume on top. */
const devices = {
  'sys/class/block/sda/size': '1',
  'sys/class/block/sda1/partition': '1',
  'sys/class/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0123-root\n',
  'sys/class/block/dm-0/slaves/sda1': 'folder',
  'sys/class/block/dm-1/dm/uuid': 'LVM-abc\n',
  'sys/class/block/dm-1/slaves/dm-0': 'folder',
  'sys/class/block/dm-2/dm/uuid': 'LVM-def\n',
  'sys/class/block/dm-2/slaves/dm-0': 'folder',
  'sys/class/block/dm-2/slaves/sda1': 'folder',
  'sys/class/block/zram0/size': '1',
  'sys/dev/block/8:1': '-> /sys/class/block/sda1',
  'sys/dev/block/252:0': '-> /sys/class/block/dm-0',
  'sys/dev/block/252:1': '-> /sys/class/block/dm-1',
  'sys/dev/block/252:2': '-> /sys/class/block/dm-2',
  'dev/dm-1': '',
  'dev/mapper/swap': '-> /dev/dm-1',
};
const mounts = [
  '27 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
  '30 27 252:0 / /srv rw - ext4 /dev/mapper/root rw',
  '31 27 252:1 / /srv/my\\040data rw shared:1 - xfs /dev/mapper/lv rw',
  '32 27 252:2 / /both rw - ext4 /dev/mapper/lv2 rw',
  '33 27 0:40 / /mem rw - tmpfs tmpfs rw',
  '34 27 0:41 / /butter rw - btrfs /dev/mapper/swap rw',
  '35 27 0:42 / /net rw - nfs4 host:/share rw',
  '36 27 0:43 / /vault rw - fuse.gocryptfs /cipher rw',
  '37 27 9:9 / /lost rw - ext4 /dev/lost rw',
].join('\n');

describe('the device below a folder', () => {
  const root = system({ ...devices, 'proc/self/mountinfo': mounts });
  test.each([
    ['/home/data', { state: 'plain', device: '/dev/sda1' }],
    ['/srv', { state: 'encrypted', device: '/dev/dm-0' }],
    ['/srv/other', { state: 'encrypted', device: '/dev/dm-0' }],
    ['/srvother', { state: 'plain', device: '/dev/sda1' }],
    ['/srv/my data/x', { state: 'encrypted', device: '/dev/dm-1' }],
    // A volume that spans an encrypted device and a plain one is not encrypted.
    ['/both', { state: 'plain', device: '/dev/dm-2' }],
    ['/butter', { state: 'encrypted', device: '/dev/dm-1' }],
    ['/vault', { state: 'encrypted', device: '/cipher (fuse.gocryptfs)' }],
    ['/mem', { state: 'notSeen', why: 'it lies on tmpfs, whose device is not shown' }],
    ['/net', { state: 'notSeen', why: 'it lies on nfs4, whose device is not shown' }],
    ['/lost', { state: 'notSeen', why: 'it lies on ext4, whose device is not shown' }],
  ])('%s: %j', (path, found) => expect(encryptionBelow(path, root)).toEqual(found));

  test('is not seen where the system tells nothing', () => {
    expect(encryptionBelow('/home', system({ 'proc/x': '' }))).toEqual({
      state: 'notSeen',
      why: 'the system does not tell where it is mounted',
    });
  });

  test('devices that stand on each other in a circle end', () => {
    const circle = system({
      'sys/class/block/a/slaves/b': 'folder',
      'sys/class/block/b/slaves/a': 'folder',
    });
    expect(deviceEncryption('a', circle).state).toBe('notSeen');
  });
});

describe('swap', () => {
  const head = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';
  test.each([
    ['none', head, { state: 'none' }],
    ['on an encrypted device', `${head}/dev/dm-1 partition 1 0 -2\n`, { state: 'encrypted' }],
    ['compressed, in memory', `${head}/dev/zram0 partition 1 0 100\n`, { state: 'encrypted' }],
    ['in a file on a plain disk', `${head}/swapfile file 1 0 -2\n`, { state: 'plain', places: ['/swapfile'] }],
    [
      'on both',
      `${head}/dev/dm-1 partition 1 0 -2\n/dev/sda1 partition 1 0 -3\n`,
      { state: 'plain', places: ['/dev/sda1'] },
    ],
    [
      'on what is not shown',
      `${head}/dev/gone partition 1 0 -2\n`,
      { state: 'notSeen', why: 'what /dev/gone stands on is not shown' },
    ],
  ])('%s', (_what, swaps, found) => {
    expect(swapOf(system({ ...devices, 'proc/self/mountinfo': mounts, 'proc/swaps': swaps }))).toEqual(found);
  });

  test('is not seen where the system does not tell', () => {
    expect(swapOf(system({ 'proc/x': '' })).state).toBe('notSeen');
  });
});

describe('the clock', () => {
  const says =
    (answers: Readonly<Record<string, string>>): Ask =>
    (file) =>
      answers[file];
  const nothing = system({ 'proc/x': '' });
  test.each([
    ['timesyncd', system({ 'run/systemd/timesync/synchronized': '' }), {}, 'inStep'],
    ['chrony', nothing, { chronyc: 'Stratum : 3\nLeap status     : Normal\n' }, 'inStep'],
    ['chrony without a source', nothing, { chronyc: 'Leap status     : Not synchronised\n' }, 'notInStep'],
    ['systemd', nothing, { timedatectl: 'yes\n' }, 'inStep'],
    ['systemd without a source', nothing, { timedatectl: 'no\n' }, 'notInStep'],
    ['nobody', nothing, {}, 'notSeen'],
    ['something else', nothing, { chronyc: 'moat', timedatectl: '' }, 'notSeen'],
  ])('kept by %s', (_who, root, answers, state) => expect(clockStep(root, says(answers)).state).toBe(state));
});

describe('versions', () => {
  const at = (text: string): number => Date.parse(text);
  test.each([
    [node, '24.21.0', '2028-04-30T23:59:59Z', 'maintained'],
    [node, 'v24.21.0', '2028-05-01T00:00:00Z', 'ended'],
    [postgres, '14.24 (Debian 14.24-1)', '2026-11-12T12:00:00Z', 'maintained'],
    [postgres, '14.24', '2026-11-13T00:00:00Z', 'ended'],
    [node, '99.0.0', '2026-11-13T00:00:00Z', 'notListed'],
    [node, 'moat', '2026-11-13T00:00:00Z', 'notListed'],
    [node, '', '2026-11-13T00:00:00Z', 'notListed'],
  ])('$name %s at %s: %s', (product, version, now, state) =>
    expect(lifeOf(product, version, at(now)).state).toBe(state),
  );

  test.each([node, postgres])('$name: dates in order, with a page', ({ ends, page, lookedUp }) => {
    expect(page).toMatch(/^https:/);
    for (const date of [lookedUp, ...Object.values(ends)]) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
  });

  test('the Node that this runs on is in the list', () => {
    expect(lifeOf(node, process.versions.node, 0).state).toBe('maintained');
  });
});

describe('listeners', () => {
  const line = (local: string, state: string, inode: number): string =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`;
  const head = '  sl  local_address rem_address   st\n';
  const root = system({
    'proc/7/stat': '7 (node (x) y) S 1 7',
    'proc/7/fd/3': '-> socket:[11]',
    'proc/7/fd/4': '-> socket:[12]',
    'proc/7/fd/5': '-> socket:[14]',
    'proc/8/stat': '8 (edge) S 7 7',
    'proc/8/fd/3': '-> socket:[13]',
    'proc/9/stat': '9 (other) S 1 9',
    'proc/9/fd/3': '-> socket:[15]',
    'proc/7/net/tcp': `${head}${line('0100007F:11D6', '0A', 11)}${line('00000000:01BB', '0A', 13)}${line('0100007F:0050', '01', 14)}${line('00000000:0016', '0A', 15)}`,
    'proc/7/net/tcp6': `${head}${line('00000000000000000000000001000000:11D6', '0A', 12)}`,
  });

  test('are those of the process and its children, and nobody else’s', () => {
    expect(listenersOf(7, root)).toEqual([
      { address: '127.0.0.1', port: 4566 },
      { address: '0.0.0.0', port: 443 },
      { address: '::1', port: 4566 },
    ]);
    expect(listenersOf(10, root)).toBeUndefined();
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.0.2.1', false],
    ['::ffff:192.0.2.1', false],
  ])('%s is of this machine alone: %s', (address, alone) => expect(isLoopback({ address, port: 1 })).toBe(alone));
});

describe('what is remembered of backups', () => {
  const at = instant(Date.parse('2026-11-20T10:00:00Z'));
  const fresh = (): string => mkdtempSync(join(made, 'record-'));

  test('the last backup, the last restore, for the owner alone', () => {
    const directory = fresh();
    expect(readBackupRecord(directory)).toBeUndefined();
    expect(rememberRestore(directory, '111122223333', at)).toBe(false);
    rememberBackup(directory, '111122223333', at);
    expect(rememberRestore(directory, '444455556666', at)).toBe(false);
    expect(rememberRestore(directory, '111122223333', later(at, days(1)))).toBe(true);
    rememberBackup(directory, '111122223333', later(at, days(2)));
    expect(readBackupRecord(directory)).toEqual({
      account: '111122223333',
      made: later(at, days(2)),
      restored: later(at, days(1)),
    });
    expect(statSync(join(directory, 'backup-record.json')).mode & 0o777).toBe(0o600);
    // Of another account nothing was ever restored.
    rememberBackup(directory, '444455556666', at);
    expect(readBackupRecord(directory)?.restored).toBeUndefined();
  });

  test.each(['', '[]', 'null', '{"made":"yesterday","account":"1"}', '{"made":1}', '{"made":"2026-11-20T10:00:00Z"}'])(
    '%j is not a record',
    (text) => {
      const directory = fresh();
      writeFileSync(join(directory, 'backup-record.json'), text);
      expect(readBackupRecord(directory)).toBeUndefined();
    },
  );
});

describe('on a data directory', () => {
  const folder = emptyFolder();
  const data = join(folder.path, 'data');
  const database = join(data, 'lockstead.db');
  const now = instant(Date.now());
  const good = system({
    ...devices,
    'proc/self/mountinfo': '30 27 252:0 / / rw - ext4 /dev/mapper/root rw',
    'proc/swaps': 'Filename\n',
    'run/systemd/timesync/synchronized': '',
  });
  beforeAll(async () => await (await serving(['--data', data], { cwd: folder.path })).stop());
  afterAll(() => folder.remove());

  async function line(
    about: string,
    more: Partial<Parameters<typeof hostLines>[0]> = {},
  ): Promise<HostLine | undefined> {
    const lines = await hostLines({ dataDirectory: data, database, now, root: good, ...more });
    return lines.find((each) => each.about === about);
  }
  const run = (...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> =>
    shown(argv, { workingDirectory: folder.path, environment: { HOME: folder.path } });

  test.each(['Listeners', 'Data directory', 'Files', 'Free space', 'Disk', 'Swap', 'Clock'])(
    '%s in order',
    async (about) => {
      expect(await line(about)).toMatchObject({ state: 'inOrder' });
    },
  );

  test.each(['Building', 'Hardware', 'Hypervisor', 'Cables and routers', 'Operating system', 'Lockstead'])(
    '%s cannot be seen, and the line says what to do',
    async (about) =>
      expect(await line(about)).toMatchObject({ state: 'notSeen', advice: expect.stringMatching(/\.$/) }),
  );

  test.each([
    ['Disk', { root: system({ ...devices, 'proc/self/mountinfo': mounts.split('\n')[0] ?? '' }) }],
    [
      'Swap',
      {
        root: system({
          ...devices,
          'proc/self/mountinfo': mounts,
          'proc/swaps': 'Filename\n/dev/sda1 partition 1 0 -2\n',
        }),
      },
    ],
    ['Operating system', { root: system({ 'run/reboot-required': '' }) }],
    ['Node', { now: instant(Date.parse('2099-01-01T00:00:00Z')) }],
    ['Lockstead', { serverVersion: '0.0.1' }],
  ])('%s not in order, and the line says what mends it', async (about, more) => {
    expect(await line(about, more)).toMatchObject({ state: 'notInOrder', advice: expect.stringContaining(' ') });
  });

  test('the root key beside the database, and apart from it', async () => {
    expect(await line('Root key')).toMatchObject({
      state: 'notInOrder',
      advice: expect.stringContaining('--root-key file:'),
    });
    const [own, apart] = [join(data, 'root-key'), join(folder.path, 'key-apart')];
    renameSync(own, apart);
    expect(await line('Root key')).toMatchObject({ state: 'inOrder' });
    symlinkSync(apart, own);
    expect(await line('Root key')).toMatchObject({ state: 'inOrder', says: expect.stringContaining(apart) });
    rmSync(own);
    renameSync(apart, own);
  });

  test('with PostgreSQL, what the directory does not tell cannot be seen', async () => {
    const lines = await hostLines({ dataDirectory: data, now, root: good });
    expect(lines.find(({ about }) => about === 'Backup')).toMatchObject({
      state: 'notSeen',
      advice: expect.stringContaining('pg_dump'),
    });
    expect(lines.find(({ about }) => about === 'PostgreSQL')).toMatchObject({
      state: 'notSeen',
      advice: expect.stringContaining('--store'),
    });
    expect(lines.find(({ about }) => about === 'Root key')).toMatchObject({ state: 'inOrder' });
    const away = await hostLines({
      dataDirectory: data,
      now,
      root: good,
      postgresUrl: 'postgres://me:secret@127.0.0.1:1/x',
    });
    const found = away.find(({ about }) => about === 'PostgreSQL');
    expect(found).toMatchObject({ state: 'notSeen' });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('backup and restore are known as they were done, and the command exits by what is not in order', async () => {
    const before = await run('responsibility', 'host', '--data', 'data', '--json');
    expect(before.code).toBe(1);
    const aboutBackup = (text: string): readonly string[] =>
      (JSON.parse(text) as { lines: readonly HostLine[] }).lines
        .filter(({ layer }) => layer === 'backup')
        .map(({ about, state }) => `${about} ${state}`);
    expect(aboutBackup(before.out)).toEqual(['Backup notInOrder', 'Restore notInOrder']);
    expect((await run('backup', 'b.tar', '--data', 'data')).code).toBe(0);
    expect(aboutBackup((await run('responsibility', 'host', '--data', 'data', '--json')).out)).toEqual([
      'Backup inOrder',
      'Restore notInOrder',
    ]);
    const key = join(folder.path, 'key');
    writeFileSync(key, readFileSync(join(data, 'root-key')), { mode: 0o600 });
    // A restore that fails is none.
    writeFileSync(join(folder.path, 'broken.tar'), 'moat');
    await run('restore', 'broken.tar', '--data', 'broken', '--root-key', `file:${key}`, '--backup-of', 'data');
    expect(readBackupRecord(data)?.restored).toBeUndefined();
    const argv = ['restore', 'b.tar', '--data', 'new', '--root-key', `file:${key}`];
    expect(await run(...argv, '--backup-of', 'data')).toMatchObject({ code: 0, err: '' });
    for (const directory of ['data', 'new'])
      expect(aboutBackup((await run('responsibility', 'host', '--data', directory, '--json')).out)).toEqual([
        'Backup inOrder',
        'Restore inOrder',
      ]);
    // Where nobody made a backup, nothing can be remembered.
    const other = join(folder.path, 'other');
    mkdirSync(other, { mode: 0o700 });
    const again = await run(...argv.with(3, 'new2'), '--backup-of', 'other');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('knows of no backup of account') });
  });

  test('an old backup is not in order', async () => {
    expect(await line('Backup')).toMatchObject({ state: 'inOrder' });
    expect(await line('Backup', { now: later(now, days(9)) })).toMatchObject({
      state: 'notInOrder',
      says: expect.stringContaining(', 8 days ago'),
    });
    writeBackupRecord(data, { account: '1', made: now });
    expect(await line('Restore')).toMatchObject({ state: 'notInOrder' });
  });

  test('people read marks, advice and a sum; doctor names the sum', async () => {
    const { code, out } = await run('responsibility', 'host', '--data', 'data');
    expect(code).toBe(1);
    expect(out).toMatch(/\n✓ Data directory: [\s\S]*\n✗ Root key: it lies beside [\s\S]*\n {4}Stop the server, move /);
    expect(out).toMatch(/\n– Building: cannot be seen from here: /);
    const [sum = ''] = /\d+ in order, \d+ not in order, \d+ cannot be seen from here\./.exec(out) ?? [];
    const doctor = await run('doctor', '--data', 'data');
    expect(doctor).toMatchObject({ code: 0, out: expect.stringContaining(`The host: ${sum}`) });
  });
});

describe.runIf(process.platform === 'linux')('of a server that others can reach', () => {
  const folder = emptyFolder();
  let server: Serving;
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test.each([
    ['without TLS', ['--insecure-http'], 'notInOrder'],
    ['with TLS', ['--tls-self-signed'], 'inOrder'],
  ])('%s', async (_how, flags, state) => {
    const data = mkdtempSync(join(folder.path, 'data-'));
    await server?.stop();
    server = await serving(['--data', data, '--host', '0.0.0.0', ...flags], { cwd: folder.path });
    const lines = await hostLines({
      dataDirectory: data,
      database: join(data, 'lockstead.db'),
      now: instant(Date.now()),
    });
    expect(lines.find(({ about }) => about === 'Listeners')).toMatchObject({
      state: 'inOrder',
      says: expect.stringMatching(/^other machines can reach 0\.0\.0\.0:\d+$/),
    });
    expect(lines.find(({ about }) => about === 'TLS')).toMatchObject({ state });
  });
});
