/** Completion scripts: what a shell that reads them offers, and that each knows every command and flag. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { startFlags } from '#config/flags';
import { shown } from './terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
const script = async (shell: string): Promise<string> => (await shown(['completion', shell])).out;

test.each(shells)('the script for %s names every command and flag', async (shell) => {
  const text = await script(shell);
  const { out } = await shown([]);
  for (const [, name = ''] of out.matchAll(/^ {2}([a-z-]+) {2,}/gm)) expect(text).toContain(name);
  for (const { name } of startFlags) expect(text).toContain(name);
  expect(text).toContain('decide');
});

test.each(shells)('%s can read it', async (shell) => {
  if (!isThere(shell)) return console.info(`skipped: ${shell} is not installed`);
  const { status, stderr } = spawnSync(shell, ['-n'], { input: await script(shell), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

describe.skipIf(!isThere('bash'))('bash offers', () => {
  test.each([
    { words: ['sta'], offers: ['start', 'status'] },
    { words: ['policy', 'dec'], offers: ['decide'] },
    { words: ['policy', 'decide', '--'], offers: ['--json', '--help'] },
    { words: ['start', '--enforce', ''], offers: ['full', 'audit', 'off'] },
    { words: ['start', '--tls-k'], offers: ['--tls-key'] },
    { words: ['env', '--shell', 'f'], offers: ['fish'] },
    { words: ['nothing-of-the-kind', 'x'], offers: [] },
  ])('$offers after $words', async ({ words, offers }) => {
    const driver = [
      await script('bash'),
      `COMP_WORDS=(lockstead ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`,
      `_lockstead; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
    const { stdout, stderr } = spawnSync('bash', ['-c', driver], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line !== '')).toEqual(offers);
  });
});
