/** Guardrails and the slow interpreter: 100,000 decisions in random organizations, whose OUs are up to five levels deep. */
import { expect, test } from 'vitest';
import { agree } from '../organizations/agreement.ts';

test('guardrails bind as a plain walk over the organization says', async () => {
  expect(await agree(400)).toBeGreaterThan(100_000);
}, 600_000);
