/** Completion scripts: what a shell that reads them offers, and that each knows every command and flag. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Of the script as a file: fish does not check what stands on its standard input. */
async function withScript<Answer>(shell: string, use: (file: string) => Answer): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-completion-'));
  try {
    const file = join(folder, `lockstead.${shell}`);
    writeFileSync(file, await script(shell));
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(shells)('%s can read it', async (shell) => {
  if (!isThere(shell)) return console.info(`skipped: ${shell} is not installed`);
  const read = (file: string) => spawnSync(shell, ['-n', file], { encoding: 'utf8' });
  const { status, stderr } = await withScript(shell, read);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

const offered: readonly { readonly words: readonly string[]; readonly offers: readonly string[] }[] = [
  { words: ['sta'], offers: ['start', 'status'] },
  { words: ['policy', 'dec'], offers: ['decide'] },
  { words: ['start', '--enforce', ''], offers: ['full', 'audit', 'off'] },
  { words: ['start', '--tls-k'], offers: ['--tls-key'] },
  { words: ['env', '--shell', 'f'], offers: ['fish'] },
];

describe.skipIf(!isThere('bash'))('bash offers', () => {
  test.each([
    ...offered,
    { words: ['policy', 'decide', '--'], offers: ['--json', '--help'] },
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

describe.skipIf(!isThere('fish'))('fish offers', () => {
  test.each(offered)('$offers after $words', async ({ words, offers }) => {
    const line = ['lockstead', ...words].join(' ');
    const ask = (file: string) =>
      spawnSync('fish', ['-N', '-c', `source '${file}'; complete -C '${line}'`], { encoding: 'utf8' });
    const { stdout, stderr } = await withScript('fish', ask);
    expect(stderr).toBe('');
    const names = stdout.split('\n').map((offer) => offer.split('\t', 1)[0]);
    expect(names.filter((name) => name !== '').sort()).toEqual([...offers].sort());
  });
});
