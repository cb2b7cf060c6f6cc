/** The sample logs: always the same, in CloudTrail's folders, and nothing in them that a replay does not know. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '@lockstead/policy';
import { expect, test } from 'vitest';
import { readEvent } from '../event/recorded-event.ts';
import { judge } from '../judge/judge.ts';
import { prepared } from '../judge/proposal.ts';
import { findEventFiles } from '../read/event-files.ts';
import { sampleRecords, writeSampleLogs } from './sample-logs.ts';

test('the same seed makes the same records, in the order of time', () => {
  const [one, two] = [[...sampleRecords(300)], [...sampleRecords(300)]];
  expect(one).toEqual(two);
  expect([...sampleRecords(300, 'another')]).not.toEqual(one);
  const times = one.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
});

test('every call is one that a replay knows', () => {
  const parsed = parsePolicy(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    'serviceControl',
  );
  if (!parsed.ok) throw new Error('the policy does not parse');
  const proposal = prepared({
    kind: 'scp',
    policies: [{ name: 'p', document: parsed.document }],
    replacesFullAccess: false,
  });
  const verdicts = [...sampleRecords(3_000)].map(({ record }) => ({
    record,
    verdict: judge(readEvent(JSON.stringify(record)), proposal),
  }));
  expect(verdicts.filter(({ verdict }) => verdict.outcome === 'unknown')).toEqual([]);
  expect(new Set(verdicts.map(({ verdict }) => verdict.outcome))).toEqual(
    new Set(['stops', 'goesOn', 'exempt', 'deniedAlready', 'notACall']),
  );
});

test('files lie where CloudTrail delivers them, byte for byte the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-sample-'));
  try {
    const [a, b] = [join(folder, 'a'), join(folder, 'b')];
    const count = await writeSampleLogs(a, 400);
    await writeSampleLogs(b, 400);
    const files = (await findEventFiles(['.'], a)).files;
    expect(files).toHaveLength(count);
    for (const { name } of files) {
      expect(name).toMatch(
        /^AWSLogs\/\d{12}\/CloudTrail\/[a-z0-9-]+\/2026\/11\/\d\d\/\d{12}_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_\d{16}\.json\.gz$/,
      );
      expect(readFileSync(join(b, name))).toEqual(readFileSync(join(a, name)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
