/** Flags that open doors say what they open, or refuse: before anything is made. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '#config/config';
import { parseNetworks } from '#kernel/networks';
import { quoted } from '#terminal/shell-word';
import { emptyFolder, lockstead } from '../cli/cli.ts';

const config = (flag: string, value: string) => parseConfig({ ephemeral: true, [flag]: [value] });

test.each([
  'null',
  '*',
  'https://*.test',
  'https://console.test/',
  'console.test',
  'javascript:alert(1)',
  'https://a@b',
])('%j is not an origin', (value) => {
  expect(() => config('cors-origin', value)).toThrow(`--cors-origin ${value}: that is not an origin`);
});

test.each(['https://console.test', 'http://localhost:3000', 'http://[::1]:8080'])('%j is an origin', (value) => {
  expect(config('cors-origin', value).corsOrigins).toEqual([value]);
});

test.each(['*', '*.', 'a b', 'http://lockstead.test', 'lockstead.test:4566', '*.*.test', ''])(
  '%j is not a host name',
  (value) => {
    expect(() => config('allow-host', value)).toThrow('that is not a host name');
  },
);

test.each(['lockstead.test', '*.lockstead.test', '10.0.0.7', '[fd00::1]'])('%j is a host name', (value) => {
  expect(config('allow-host', value).allowedHosts).toEqual([value]);
});

describe('networks', () => {
  test.each([
    'nonsense',
    '10.0.0.0/33',
    '10.0.0.0/8/9',
    '10.0.0.0/0x8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    'fd00::/129',
    '10.0.0',
  ])('%j is none', (value) => {
    expect(() => parseNetworks([value])).toThrow('neither an IP address nor a network');
    expect(() => config('trusted-proxies', value)).toThrow('that is not an IP address or network');
  });

  test.each([
    ['10.0.0.0/8', '10.255.0.1', '11.0.0.1'],
    ['127.0.0.1', '127.0.0.1', '127.0.0.2'],
  ])('%s holds %s and not %s', (value, inside, outside) => {
    const list = parseNetworks(config('trusted-proxies', value).trustedProxies);
    expect([list.check(inside), list.check(outside)]).toEqual([true, false]);
  });
});

test('a flag that is wrong leaves nothing behind', async () => {
  const folder = emptyFolder();
  const data = join(folder.path, 'state');
  const started = await lockstead(['start', '--port', '0', '--data', data, '--trusted-proxies', 'x'], {
    cwd: folder.path,
  });
  expect(started.code).toBe(2);
  expect(started.err.trim().split('\n')).toHaveLength(1);
  expect(existsSync(data)).toBe(false);
  folder.remove();
});

test('the root user gets no key that could never be used', async () => {
  const folder = emptyFolder();
  const env = { LOCKSTEAD_ROOT_ACCESS_KEY_ID: 'ASIAROOT', LOCKSTEAD_ROOT_SECRET_ACCESS_KEY: 'long enough' };
  const { code, err } = await lockstead(['start', '--port', '0', '--ephemeral'], { cwd: folder.path, env });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('temporary credentials') });
  folder.remove();
});

test('PowerShell takes curly quotes for quotes', () => {
  expect(quoted('a’; calc; ‘b', 'powershell')).toBe("'a’’; calc; ‘‘b'");
  expect(quoted("it's", 'powershell')).toBe("'it''s'");
});

test.each(['sh', 'dotenv'])('what %s is given to read carries nothing out', async (shell) => {
  const folder = emptyFolder();
  const endpoint = "http://127.0.0.1:4566/$(touch gone)`touch gone`'";
  const { out } = await lockstead(['env', '--dev', '--shell', shell, '--endpoint', endpoint], { cwd: folder.path });
  const script = `set -a\n${out}\nprintf %s "$AWS_ENDPOINT_URL"`;
  expect(execFileSync('sh', ['-c', script], { cwd: folder.path, encoding: 'utf8' })).toBe(endpoint);
  expect(existsSync(join(folder.path, 'gone'))).toBe(false);
  folder.remove();
});
