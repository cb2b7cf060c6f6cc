/** Every operation that is done, probed. */
import { expect, test } from 'vitest';
import { readBaseline, shortfalls } from './probes/baseline.ts';
import { baselinePath, runProbes, summaryOf } from './probes.ts';

test('all probes, against a server', async () => {
  const verdicts = await runProbes();
  console.log(summaryOf(verdicts));
  expect(shortfalls(readBaseline(baselinePath), verdicts, true)).toEqual([]);
});
