/** Guardrails and the slow interpreter on a few random organizations; `long/guardrails.long.test.ts` decides 100,000 times. */
import { expect, test } from 'vitest';
import { agree } from './agreement.ts';

test('guardrails bind as a plain walk over the organization says', async () => {
  expect(await agree(40)).toBeGreaterThan(1_000);
}, 60_000);
