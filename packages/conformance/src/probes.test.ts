/** Every fourth operation that is done, probed: no fewer right answers than before. All of them: `npm run conformance`. */
import { expect, test } from 'vitest';
import { readBaseline, shortfalls } from './probes/baseline.ts';
import { baselinePath, runProbes, summaryOf } from './probes.ts';

const oneIn = 4;

test('a share of the probes, against a server', async () => {
  const verdicts = await runProbes((_operation, index) => index % oneIn === 0);
  console.log(summaryOf(verdicts));
  expect(shortfalls(readBaseline(baselinePath), verdicts, false)).toEqual([]);
  const services = new Set(verdicts.map(({ service }) => service));
  expect(Object.keys(readBaseline(baselinePath)).filter((service) => !services.has(service))).toEqual([]);
  expect(verdicts.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThan(50);
});
