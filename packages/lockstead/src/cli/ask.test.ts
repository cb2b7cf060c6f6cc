import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askSecretly } from './ask.ts';

/** Answers what a person types, in pieces as a terminal hands them over. */
async function typed(...keys: readonly string[]): Promise<{ answer: string; shown: string; raw: readonly boolean[] }> {
  const raw: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), {
    setRawMode(this: PassThrough, mode: boolean) {
      raw.push(mode);
      return this as never;
    },
  });
  let shown = '';
  for (const key of keys) keyboard.write(key);
  const answer = await askSecretly('Passphrase: ', keyboard as never, (text) => {
    shown += text;
  }).then(
    (secret) => secret.reveal(),
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return { answer, shown, raw };
}

test.each([
  { keys: ['open sesame\r'], answer: 'open sesame' },
  { keys: ['o', 'p', 'e', 'n', '\n'], answer: 'open' },
  { keys: ['opem\u007fn\r'], answer: 'open' },
  { keys: ['\b\bopen\r'], answer: 'open' },
  { keys: ['open\u0004'], answer: 'open' },
  { keys: ['pässwörd\r'], answer: 'pässwörd' },
  { keys: ['open\u0003'], answer: 'Failure: nothing was typed.' },
  { keys: ['\r'], answer: 'Failure: nothing was typed.' },
  { keys: ['\u0004'], answer: 'Failure: nothing was typed.' },
])('$keys', async ({ keys, answer }) => {
  const asked = await typed(...keys);
  expect(asked.answer).toBe(answer);
  // Nothing of it is shown, and the terminal is left as it was.
  expect(asked.shown).toBe('Passphrase: \n');
  expect(asked.raw).toEqual([true, false]);
});
