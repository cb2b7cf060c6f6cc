/**
 * Answers of the real AWS that others have recorded, held against ours: member by member, word by word. Run by hand it prints what is met
 * and what is not: `node packages/conformance/src/recordings.ts`.
 */
import process from 'node:process';
import { startLockstead } from 'lockstead';
import { cloudTrailOperations, recordedTrailAccount } from './recordings/cloudtrail-operations.ts';
import { differences, shapeDifferences } from './recordings/compare.ts';
import { corpusMissing, type Json, scenarios, singleAnswers } from './recordings/corpus.ts';
import { iamScenarios } from './recordings/iam-scenarios.ts';
import { kmsOperations } from './recordings/kms-operations.ts';
import { kmsScenarios } from './recordings/kms-scenarios.ts';
import { organizationsOperations } from './recordings/organizations-operations.ts';
import { type Replay, Stage } from './recordings/replay.ts';
import { s3Scenarios } from './recordings/s3-scenarios.ts';
import { s3ControlScenarios } from './recordings/s3control-scenarios.ts';
import { iamOperations, stsOperations } from './recordings/single-operations.ts';
import { stsScenarios } from './recordings/sts-scenarios.ts';

export interface Comparison {
  /** `iam test_name[parameter] label`, `iam GetRole`. */
  readonly name: string;
  /** Empty: met. */
  readonly differences: readonly string[];
  /** False where nobody asked Lockstead the same: the operation is not done. */
  readonly replayed: boolean;
}

/** Recorded in 2023, and again since under the same name: what AWS answers now counts. */
const recordedAgain: ReadonlySet<string> = new Set([
  's3/test_s3.py::TestS3::test_object_expiry_after_bucket_lifecycle_configuration',
]);

type Compare = (recorded: Json, ours: Json) => readonly string[];

/** In a Lockstead of its own, whose account is the one that stands in the recordings. */
export async function compareRecordings(): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const [service, replays] of [
    ['iam', iamScenarios],
    ['sts', stsScenarios],
    ['kms', kmsScenarios],
    ['s3', s3Scenarios],
    ['s3control', s3ControlScenarios],
  ] as const) {
    await using cloud = await startLockstead({ ephemeral: true, accountId: '111111111111' });
    for (const [test, recorded] of scenarios(service)) {
      if (recordedAgain.has(test)) continue;
      const { name, parameter } = partsOf(test);
      const bindings = new Map<string, string>();
      const compare: Compare = (there, here) => differences(there, here, bindings);
      const stage = new Stage(cloud, { documentsRead: true });
      await replays[name]?.(parameter)(stage);
      found.push(...held(`${service} ${name}${parameter === '' ? '' : `[${parameter}]`}`, recorded, stage, compare));
    }
  }
  for (const [service, replay, accountId] of [
    ['iam', iamOperations],
    ['sts', stsOperations],
    ['organizations', organizationsOperations],
    ['kms', kmsOperations],
    ['cloudtrail', cloudTrailOperations, recordedTrailAccount],
  ] as const satisfies readonly (readonly [service: string, replay: Replay, account?: string])[]) {
    await using cloud = await startLockstead({
      ephemeral: true,
      ...(accountId === undefined ? {} : { accountId }),
    });
    const stage = new Stage(cloud, { documentsRead: false });
    await replay(stage);
    found.push(...held(service, singleAnswers(service), stage, (there, here) => shapeDifferences(there, here)));
  }
  return found;
}

function held(prefix: string, recorded: ReadonlyMap<string, Json>, stage: Stage, compare: Compare): Comparison[] {
  return [...recorded].map(([label, there]) => {
    const here = stage.answers.get(label);
    return {
      name: `${prefix} ${label}`,
      replayed: here !== undefined,
      differences: here === undefined ? ['not asked: the operation is not done'] : compare(there, here),
    };
  });
}

/** `iam/test_iam.py::TestX::test_y[z]` */
function partsOf(test: string): { readonly name: string; readonly parameter: string } {
  const last = test.slice(test.lastIndexOf('::') + 2);
  const bracket = last.indexOf('[');
  return bracket < 0
    ? { name: last, parameter: '' }
    : { name: last.slice(0, bracket), parameter: last.slice(bracket + 1, -1) };
}

export function summary(comparisons: readonly Comparison[]): string {
  const unmet = comparisons.filter((one) => one.differences.length > 0);
  return [
    `${comparisons.length - unmet.length} of ${comparisons.length} recorded answers met`,
    ...unmet.map(({ name, differences: why }) => `  ${name}: ${why.join('; ')}`),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const missing = corpusMissing();
  process.stdout.write(missing === undefined ? summary(await compareRecordings()) : `skipped: ${missing}\n`);
}
