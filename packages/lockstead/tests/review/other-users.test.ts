/** Another user of the same machine: neither runs code in Lockstead, nor reads its secrets, nor leads it elsewhere. */
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataDirectory } from '#config/data-directory';
import { readGuarded } from '#config/guarded-file';
import type { Hands } from '#config/hands';
import { ownCacheFolder } from '../../bin/compile-cache.mjs';
import { lockstead, serving } from '../cli/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-others-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;
const user = process.geteuid?.() ?? 0;
/** Somebody else looks at what this test's user made: as the test's user sees what belongs to somebody else. */
const somebodyElse: Hands = { user: user + 1, isPrivate: () => false };
const key = 'ab'.repeat(32);

describe('compiled code', () => {
  test('is never kept where others can write', async () => {
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    const env = { HOME: home, TMPDIR: temporary, XDG_CACHE_HOME: '' };
    expect((await lockstead(['help'], { cwd: folder, env })).code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
    expect(mode(join(home, '.cache', 'lockstead-compiled'))).toBe(0o700);
    expect(readdirSync(join(home, '.cache', 'lockstead-compiled'))).not.toEqual([]);
  });

  test('is kept in one folder of the user, the same each time', () => {
    const environment = { HOME: folder };
    const own = ownCacheFolder(environment, user);
    expect(own).toMatch(/\.cache\/lockstead-compiled$/);
    expect(ownCacheFolder(environment, user)).toBe(own);
    expect(ownCacheFolder({ HOME: '/nowhere', XDG_CACHE_HOME: join(folder, 'own') }, user)).toContain('/own/');
  });

  const cache = (): string => join(folder, '.cache');
  test.each([
    ['a link', () => symlinkSync(folder, join(cache(), 'lockstead-compiled'))],
    ['a file', () => writeFileSync(join(cache(), 'lockstead-compiled'), '')],
    [
      'a folder that others can write to',
      () => {
        mkdirSync(join(cache(), 'lockstead-compiled'));
        chmodSync(join(cache(), 'lockstead-compiled'), 0o770);
      },
    ],
    ['below a folder that others can write to', () => chmodSync(cache(), 0o777)],
    ['below a home that a group can write to', () => chmodSync(folder, 0o770)],
  ])('is not kept in %s', (_, prepare) => {
    mkdirSync(cache());
    prepare();
    expect(ownCacheFolder({ HOME: folder }, user)).toBeUndefined();
  });

  test.each([
    ['of another user', (): string => folder, user + 1],
    ['with no place of its own', (): string => 'relative', user],
    ['where the system knows no users', (): string => folder, undefined],
  ])('is not kept for a user %s', (_, home, id) => {
    expect(ownCacheFolder({ HOME: home() }, id)).toBeUndefined();
  });
});

describe('a file that a start reads', () => {
  const secrets = [
    ['--root-key', (path: string) => ['--ephemeral', `--root-key=file:${path}`]],
    ['--tls-key', (path: string) => ['--ephemeral', `--tls-key=${path}`, `--tls-cert=${path}`]],
  ] as const;
  test.each(secrets)('%s that others can read is refused in one sentence', async (name, flags) => {
    const path = join(folder, 'secret');
    writeFileSync(path, key);
    chmodSync(path, 0o644);
    // The certificate is the same file: only its mode is wrong.
    const { code, out, err } = await lockstead(['start', '--port', '0', ...flags(path)], { cwd: folder });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n')).toEqual([
      `lockstead: ${name} ${path} can be read by other users (its mode is 0644): "chmod 600 ${path}" corrects that.`,
    ]);
    expect(mode(path)).toBe(0o644);
  });

  test('--config that others can write is refused; one with a password must not be readable either', async () => {
    const path = join(folder, 'lockstead.json');
    const told = async (text: string, bits: number): Promise<string> => {
      writeFileSync(path, text);
      chmodSync(path, bits);
      const { code, err } = await lockstead(['start', `--config=${path}`], { cwd: folder });
      expect(code).toBe(2);
      return err;
    };
    expect(await told('{"port":"x"}', 0o666)).toContain('can be changed by other users (its mode is 0666)');
    expect(await told('{"port":"x"}', 0o644)).toContain('--port x');
    const withPassword = '{"store":"postgres://lockstead:secret@127.0.0.1/x","port":"x"}';
    expect(await told(withPassword, 0o644)).toContain('can be read by other users (its mode is 0644)');
    expect(await told(withPassword, 0o600)).toContain('--port x');
  });

  const read = (path: string, hands?: Hands): string =>
    readGuarded({ name: '--root-key', path, isSecret: true }, hands);

  test('must belong to the user of the process, or to the superuser', () => {
    const path = join(folder, 'key');
    writeFileSync(path, key, { mode: 0o600 });
    expect(read(path)).toBe(key);
    if (user !== 0) expect(() => read(path, somebodyElse)).toThrow('belongs to another user');
    else {
      chownSync(path, 1234, 1234);
      expect(() => read(path)).toThrow('belongs to another user (uid 1234): copy it to a file of your own');
    }
  });

  test('lies in folders where nobody else can put another in its place, links included', () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    const [inOpen, safe, link] = [join(open, 'key'), join(folder, 'key'), join(open, 'link')];
    for (const path of [inOpen, safe]) writeFileSync(path, key, { mode: 0o600 });
    symlinkSync(safe, link);
    expect([read(inOpen), read(link)]).toEqual([key, key]);
    chmodSync(open, 0o777);
    for (const path of [inOpen, link])
      expect(() => read(path)).toThrow(`the folder ${open} on the way to it can be changed`);
    // As in /tmp: an entry is its owner's.
    chmodSync(open, 0o1777);
    expect([read(inOpen), read(link)]).toEqual([key, key]);
  });

  test('is judged as it was opened, whatever lies under its name by then', () => {
    const [path, other] = [join(folder, 'key'), join(folder, 'other')];
    writeFileSync(path, 'planted');
    chmodSync(path, 0o666);
    writeFileSync(other, key, { mode: 0o600 });
    // While it is judged, a good file takes its place: the open one is still the bad one.
    const swapping: Hands = {
      user,
      isPrivate: () => {
        if (existsSync(other)) renameSync(other, path);
        return false;
      },
    };
    chmodSync(path, 0o660);
    expect(() => read(path, swapping)).toThrow('mode is 0660');
    expect(mode(path)).toBe(0o600);
  });

  test.each(['a folder', 'links in circles'])('%s is not a file', (what) => {
    const path = join(folder, 'key');
    if (what === 'a folder') mkdirSync(path);
    else symlinkSync(path, path);
    expect(() => read(path)).toThrow(what === 'a folder' ? 'is not a file' : 'cannot be read: ELOOP');
  });
});

describe('the data directory', () => {
  test('that others could enter is closed, its files too, and that is said', async () => {
    const data = join(folder, 'state');
    await (await serving(['--data', data], { cwd: folder })).stop();
    chmodSync(data, 0o755);
    const opened = ['root-key', 'lockstead.db', 'credentials', 'root-password'];
    for (const name of opened) chmodSync(join(data, name), 0o644);
    const { err, code } = await (await serving(['--data', data], { cwd: folder })).stop();
    expect(code).toBe(0);
    const said = err
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { message: string }).message]));
    expect(said).toContainEqual(
      `other users could enter the data directory ${data} (its mode was 0755): it is for its owner alone now`,
    );
    for (const name of opened) {
      expect(said.filter((line) => line.startsWith(`the mode of ${join(data, name)} was 0644`))).toHaveLength(1);
      expect(mode(join(data, name))).toBe(0o600);
    }
    expect(mode(data)).toBe(0o700);
  });

  test('that everybody could write to is refused, and stays as it is', () => {
    const data = join(folder, 'state');
    openDataDirectory(data);
    chmodSync(data, 0o777);
    expect(() => openDataDirectory(data)).toThrow(`Every user of this machine can change the data directory ${data}`);
    expect(mode(data)).toBe(0o777);
  });

  test('of another user, or below a folder that others can change, is refused', () => {
    const data = join(folder, 'state');
    openDataDirectory(data);
    expect(() => openDataDirectory(data, () => undefined, undefined, somebodyElse)).toThrow(/another user/);
    chmodSync(folder, 0o777);
    expect(() => openDataDirectory(data)).toThrow(
      `the folder ${folder} on the way to it can be changed by other users`,
    );
  });

  test('may keep its database elsewhere, where the same holds', () => {
    const [data, elsewhere] = [join(folder, 'state'), join(folder, 'elsewhere')];
    mkdirSync(elsewhere);
    chmodSync(elsewhere, 0o777);
    expect(() => openDataDirectory(data, () => undefined, join(elsewhere, 'lockstead.db'))).toThrow(elsewhere);
    chmodSync(elsewhere, 0o700);
    const [real, database] = [join(elsewhere, 'real.db'), join(elsewhere, 'lockstead.db')];
    writeFileSync(real, '');
    chmodSync(real, 0o644);
    linkSync(real, database);
    openDataDirectory(data, () => undefined, database);
    expect(mode(real)).toBe(0o600);
  });

  test('of another user leads no command to a server of theirs', async () => {
    if (user !== 0) return;
    const data = join(folder, '.lockstead');
    mkdirSync(data);
    const known = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', account: '111122223333' };
    writeFileSync(join(data, 'server.json'), JSON.stringify(known));
    writeFileSync(join(data, 'credentials'), '[lockstead]\naws_access_key_id = A\naws_secret_access_key = B\n');
    for (const path of [data, join(data, 'server.json')]) chownSync(path, 1234, 1234);
    for (const command of ['status', 'env']) {
      const { code, err } = await lockstead([command], { cwd: folder });
      expect({ code, err }).toEqual({
        code: 2,
        err: `lockstead: ${data} belongs to another user (uid 1234): name a data directory of your own with --data.\n`,
      });
    }
  });
});
