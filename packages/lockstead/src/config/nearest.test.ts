import { expect, test } from 'vitest';
import { didYouMean } from './nearest.ts';

const known = ['start', 'status', 'env', 'why', 'can', 'who-can', 'coverage', 'clock', 'port', 'data', 'dev'];

test.each([
  ['strat', 'start'],
  ['staus', 'status'],
  ['START', 'start'],
  ['cover', 'coverage'],
  ['prot', 'port'],
  ['date', 'data'],
  ['whocan', 'who-can'],
  ['nev', 'env'],
])('%s may be %s', (word, meant) => {
  expect(didYouMean(word, known)).toBe(` (did you mean ${meant}?)`);
});

test.each(['', 'x', 'nonsense', 'attack', 'st', 'policies', 's'.repeat(100_000)])('%s is near nothing', (word) => {
  expect(didYouMean(word, known)).toBe('');
});
