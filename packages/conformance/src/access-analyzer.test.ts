/** Our findings agree with those that AWS recorded, and never with fewer than before. */
import { expect, test } from 'vitest';
import { compareFindings, recordMissing } from './access-analyzer.ts';

/** Both may only rise. */
const agreedMin = 621;
const metMin = 57;

const missing = recordMissing();
if (missing !== undefined) console.warn(`recorded findings: skipped, ${missing}`);

test.skipIf(missing !== undefined)(
  'findings of Access Analyzer',
  () => {
    const { policies, agreed, findings, met, differences } = compareFindings();
    expect(policies).toBeGreaterThan(500);
    expect(findings).toBeGreaterThan(50);
    expect(agreed, differences.join('\n')).toBeGreaterThanOrEqual(agreedMin);
    expect(met, differences.join('\n')).toBeGreaterThanOrEqual(metMin);
  },
  60_000,
);
