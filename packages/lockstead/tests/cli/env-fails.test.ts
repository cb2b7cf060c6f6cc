/** `eval "$(lockstead env)"` where it cannot answer: the shell that goes on must not talk to the real AWS. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { emptyFolder } from './cli.ts';
import { shown } from './terminal.ts';

const clone = join(import.meta.dirname, '..', '..', '..', '..');
const folder = emptyFolder();
afterAll(() => folder.remove());
const nowhere = 'http://127.0.0.1:1/lockstead-env-failed';

const failures: readonly { readonly argv: readonly string[]; readonly env?: Readonly<Record<string, string>> }[] = [
  { argv: ['env'] },
  { argv: ['env', '--data', '/nowhere'] },
  { argv: ['env', '--no-such-flag'] },
  { argv: ['env', 'a-word'] },
  { argv: ['env', '--shell', 'tcsh'] },
  { argv: ['env'], env: { LOCKSTEAD_PROT: '1' } },
  // Misspelt, and in the wrong order.
  { argv: ['evn'] },
  { argv: ['--data', 'x', 'env'] },
];

describe.each(failures)('$argv $env', ({ argv, env = {} }) => {
  test('points the shell at nobody, and says false', () => {
    const real = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real' };
    const stale = {
      AWS_PROFILE: 'work',
      AWS_ENDPOINT_URL_IAM: 'https://iam.amazonaws.com',
      HTTPS_PROXY: 'http://proxy:1',
    };
    const words = argv.map((word) => `'${word}'`).join(' ');
    const script = `eval "$('${clone}/lockstead' ${words} 2>/dev/null)"; echo "status=$?"; env | grep -E '^(AWS_|no_proxy)' | sort`;
    const { stdout } = spawnSync('sh', ['-c', script], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path, ...real, ...stale, ...env },
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual([
      'status=1',
      'AWS_ACCESS_KEY_ID=lockstead-env-failed',
      'AWS_DEFAULT_REGION=us-east-1',
      `AWS_ENDPOINT_URL=${nowhere}`,
      `AWS_ENDPOINT_URL_STS=${nowhere}`,
      'AWS_REGION=us-east-1',
      'AWS_SECRET_ACCESS_KEY=lockstead-env-failed',
      'no_proxy=127.0.0.1',
    ]);
  });
});

test.each([
  ['fish', `set -gx AWS_ENDPOINT_URL '${nowhere}';`, 'false;\n'],
  ['powershell', `$Env:AWS_ENDPOINT_URL = '${nowhere}'`, "throw 'lockstead env failed'\n"],
  ['dotenv', `AWS_ENDPOINT_URL="${nowhere}"`, `AWS_SECRET_ACCESS_KEY="lockstead-env-failed"\n`],
])('in the words of %s', async (shell, line, end) => {
  const { code, out } = await shown(['env', '--shell', shell], { workingDirectory: folder.path });
  expect(code).toBe(2);
  expect(out).toContain(`${line}\n`);
  expect(out.endsWith(end)).toBe(true);
});

test('in JSON', async () => {
  const { code, out } = await shown(['env', '--json'], { workingDirectory: folder.path });
  expect([code, JSON.parse(out).AWS_ENDPOINT_URL]).toEqual([2, nowhere]);
});

test('a person who looks on a terminal sees the sentence alone', async () => {
  const { code, out, err } = await shown(['env'], { workingDirectory: folder.path, isTerminal: true });
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('is not there: start Lockstead first');
});
