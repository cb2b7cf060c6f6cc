/** The directory with the secrets: nobody else's files in it, and nobody else's eyes on it. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directoryRootKey, openDataDirectory, readServer, writeCredentials } from '#config/data-directory';
import { systemEntropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { lockstead, serving } from '../cli/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-directory-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;
const credentials = {
  account: '111122223333' as never,
  region: 'us-east-1' as never,
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: new Secret('of the administrator'),
  endpoint: 'http://127.0.0.1:4566',
};

describe("somebody else's directory", () => {
  test.each([
    ['credentials', '[default]\naws_access_key_id = AKIAMINE\n'],
    ['package.json', '{}'],
    ['.gitignore', 'node_modules/\n'],
  ])('that holds a %s is refused in one sentence, and stays as it is', async (name, text) => {
    const path = join(folder, 'theirs');
    mkdirSync(path, { mode: 0o755 });
    chmodSync(path, 0o755);
    writeFileSync(join(path, name), text);
    const { code, out, err } = await lockstead(['start', '--port', '0', '--data', path], { cwd: folder });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n')).toEqual([expect.stringContaining(`${path} holds files, and none of Lockstead's`)]);
    expect(readdirSync(path)).toEqual([name]);
    expect(readFileSync(join(path, name), 'utf8')).toBe(text);
    expect(mode(path)).toBe(0o755);
  });

  test.each([[[]], [['lost+found']], [['lockstead.db', 'anything']], [['root-key']]])('is not one with %j', (names) => {
    for (const name of names) writeFileSync(join(folder, name), '');
    expect(() => openDataDirectory(folder)).not.toThrow();
    expect(mode(folder)).toBe(0o700);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    // And once more, now that it is ours.
    expect(() => openDataDirectory(folder)).not.toThrow();
  });
});

describe('secrets', () => {
  test('nothing that a start leaves behind is for others to read', async () => {
    const path = join(folder, 'state');
    const running = await serving(['--data', path, '--tls-self-signed'], { cwd: folder });
    // SQLite's own files come and go.
    const modes = readdirSync(path).flatMap((name) => {
      const found = statSync(join(path, name), { throwIfNoEntry: false });
      return found === undefined ? [] : [[name, found.mode & 0o077] as const];
    });
    expect((await running.stop()).code).toBe(0);
    expect(modes.filter(([, others]) => others !== 0)).toEqual([]);
    expect(modes.map(([name]) => name)).toEqual(expect.arrayContaining(['root-key', 'root-password', 'credentials']));
  });

  test('a file that others could read is for its owner once it is written', () => {
    const path = join(folder, 'credentials');
    writeFileSync(path, 'old', { mode: 0o644 });
    writeCredentials(folder, credentials);
    expect(mode(path)).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('of the administrator');
    expect(readdirSync(folder).sort()).toEqual(['credentials', 'server.json']);
  });

  test('a link that lies in their place is replaced, not followed', () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'mine');
    const path = join(folder, 'state');
    mkdirSync(path);
    for (const name of ['credentials', 'server.json', 'tls-certificate.pem']) symlinkSync(elsewhere, join(path, name));
    writeCredentials(path, { ...credentials, certificate: 'PEM' });
    expect(readFileSync(elsewhere, 'utf8')).toBe('mine');
    expect(readFileSync(join(path, 'tls-certificate.pem'), 'utf8')).toBe('PEM');
  });

  test('a root key is made once; a link that leads nowhere is not followed to make one', () => {
    const entropy = systemEntropy();
    const key = directoryRootKey(folder, false, entropy);
    expect(directoryRootKey(folder, false, entropy).exportHex()).toBe(key.exportHex());
    expect(mode(join(folder, 'root-key'))).toBe(0o600);
    rmSync(join(folder, 'root-key'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'root-key'));
    expect(() => directoryRootKey(folder, false, entropy)).toThrow('is in use');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });
});

test.each([
  ['http://127.0.0.1:4566', true],
  ['https://lockstead.localhost:4566', true],
  ['http://[::1]:4566', true],
  ['http://192.0.2.7:4566', false],
  ['https://127.0.0.1.evil.example', false],
  ['nonsense', false],
])('a directory that names %s as its server is believed: %s', (endpoint, believed) => {
  const path = mkdtempSync(join(tmpdir(), 'lockstead-server-'));
  writeFileSync(join(path, 'server.json'), JSON.stringify({ endpoint, region: 'us-east-1', account: '111122223333' }));
  expect(readServer(path) !== undefined).toBe(believed);
  rmSync(path, { recursive: true });
});
