import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seededEntropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';
import { parseConfig } from './config.ts';
import { loadRootKey } from './root-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstead-root-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
const entropy = seededEntropy('root key');
const hex = '0123456789abcdef'.repeat(4);

describe('a passphrase', () => {
  const data = join(folder, 'asked');
  const config = parseConfig({ data, 'root-key': 'prompt' });
  const load = async (...answers: readonly string[]): Promise<{ key: string; questions: number }> => {
    let questions = 0;
    const ask = async (): Promise<Secret> => new Secret(answers[questions++] ?? '');
    const key = await loadRootKey(config, { environment: {}, entropy, ask });
    return { key: key.exportHex(), questions };
  };

  test('is asked for twice when it is new, and must be the same', async () => {
    const { key, questions } = await load('open sesame', 'open sesame');
    expect(questions).toBe(2);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    await expect(load('open sesame', 'open sesmae')).rejects.toThrow('The two passphrases differ');
  });

  test('is asked for once where a database is, and always makes the same key', async () => {
    const first = await load('open sesame', 'open sesame');
    rmSync(data, { recursive: true, force: true });
    const other = parseConfig({ data: folder, 'root-key': 'prompt' });
    writeFileSync(join(folder, 'lockstead.db'), '');
    let questions = 0;
    const ask = async (): Promise<Secret> => {
      questions += 1;
      return new Secret('open sesame');
    };
    expect((await loadRootKey(other, { environment: {}, entropy, ask })).exportHex()).toBe(first.key);
    expect(questions).toBe(1);
    rmSync(join(folder, 'lockstead.db'));
  });

  test('needs somebody to ask', async () => {
    await expect(loadRootKey(config, { environment: {}, entropy })).rejects.toThrow('needs a terminal');
  });
});

describe('a key that is given', () => {
  test.each([
    { name: 'hex', text: hex },
    { name: 'base64', text: Buffer.from(hex, 'hex').toString('base64') },
    { name: 'white space around', text: `\n ${hex}\n` },
  ])('$name, from the environment and from a file', async ({ text }) => {
    const file = join(folder, 'key');
    writeFileSync(file, text, { mode: 0o600 });
    const fromFile = parseConfig({ ephemeral: true, 'root-key': `file:${file}` });
    const fromEnvironment = parseConfig({ ephemeral: true, 'root-key': 'env:KEY' });
    expect((await loadRootKey(fromFile, { environment: {}, entropy })).exportHex()).toBe(hex);
    expect((await loadRootKey(fromEnvironment, { environment: { KEY: text }, entropy })).exportHex()).toBe(hex);
  });

  test.each(['', 'short', hex.slice(1), `${hex}0`])('%j is none', async (KEY) => {
    const config = parseConfig({ ephemeral: true, 'root-key': 'env:KEY' });
    await expect(loadRootKey(config, { environment: { KEY }, entropy })).rejects.toThrow('must be 32 bytes');
  });

  test('may not be there at all', async () => {
    const config = parseConfig({ ephemeral: true, 'root-key': 'env:KEY' });
    await expect(loadRootKey(config, { environment: {}, entropy })).rejects.toThrow(
      'env:KEY: that environment variable is not set',
    );
  });
});
