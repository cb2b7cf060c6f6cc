/** Every fourth operation that is done, probed: no fewer right answers than before. All of them: `npm run conformance`. */
import { expect, test } from 'vitest';
import { readBaseline, shortfalls } from './probes/baseline.ts';
import { baselinePath, operationsToProbe, runProbes, summaryOf } from './probes.ts';

const oneIn = 4;

test('a share of the probes, against a server', async () => {
  const verdicts = await runProbes((_operation, index) => index % oneIn === 0);
  console.log(summaryOf(verdicts));
  expect(shortfalls(readBaseline(baselinePath), verdicts, false)).toEqual([]);
  const services = new Set(verdicts.map(({ service }) => service));
  expect(Object.keys(readBaseline(baselinePath)).filter((service) => !services.has(service))).toEqual([]);
  expect(verdicts.reduce((sum, { done }) => sum + done, 0)).toBeGreaterThan(50);
});

test('every operation that is done stands in the baseline, and none of it as a stub or with an error of the server', async () => {
  const listed = Object.entries(readBaseline(baselinePath)).flatMap(([service, { operations }]) =>
    Object.keys(operations).map((operation) => `${service}:${operation}`),
  );
  expect((await operationsToProbe()).toSorted()).toEqual(listed.toSorted());
  const wrong = Object.values(readBaseline(baselinePath)).flatMap(({ operations }) =>
    Object.values(operations).flatMap((counts) => counts.wrong ?? []),
  );
  expect(wrong.filter((line) => /: (answers 5\d\d |is listed as done)/.test(line))).toEqual([]);
});
