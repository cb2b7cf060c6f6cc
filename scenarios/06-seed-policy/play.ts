import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateUserCommand, PutUserPolicyCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { lockstead } from '../lockstead.ts';
import { type Person, person } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const bucket = 'arn:aws:s3:::example_bucket';

/** As the mission writes it. */
const seed = `{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "s3:ListObject",
    "Resource": "${bucket}"
  }
}
`;

const accessTest = `
name: what the policy is for
policies: {seed: {file: seed.json}}
defaults: {principal: "arn:aws:iam::111122223333:user/reader", identityPolicies: [seed]}
tests:
  - {name: the bucket is listed, action: s3:ListBucket, resource: "${bucket}", expect: allow}
  - {name: its objects stay shut, action: s3:GetObject, resource: "${bucket}/key", expect: implicitDeny}
  - {name: so do other buckets, action: s3:ListBucket, resource: "arn:aws:s3:::another", expect: implicitDeny}
`;

interface Finding {
  readonly findingType: string;
  readonly code: string;
  readonly span: {
    readonly start: { readonly line: number; readonly offset: number };
    readonly end: { readonly offset: number };
  };
  readonly fix?: string;
}

export const play: Play = async (stage) => {
  const folder = await mkdtemp(join(tmpdir(), 'lockstead-seed-'));
  try {
    await playIn(folder, stage);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function playIn(folder: string, stage: Stage): Promise<void> {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);
  const reader = `arn:aws:iam::${cloud.accountId}:user/reader`;
  await admin.iam.send(new CreateUserCommand({ UserName: 'reader' }));

  stage.step('IAM takes the policy as it is, and it allows nothing');
  await give(admin, seed);
  stage.check('nobody has said a word, and the bucket stays shut', !(await mayList(stage, admin, reader)));

  stage.step('lockstead policy lint');
  const finding = await lint(stage, folder);
  if (finding === undefined) return;

  stage.step('With the fix that is offered');
  const { span, fix = '' } = finding;
  const fixed = seed.slice(0, span.start.offset) + JSON.stringify(fix) + seed.slice(span.end.offset);
  stage.say(`line ${span.start.line}: "Action": ${JSON.stringify(fix)}`);
  const again = await lockstead(cloud, ['policy', 'lint', '-'], fixed);
  stage.check('nothing is left to find', again.code === 0, again.out);
  await give(admin, fixed);
  stage.check('the user may list the bucket', await mayList(stage, admin, reader));
  await asksTheServer(stage);

  stage.step('What the change grants, and a test that keeps it so');
  await writeFile(join(folder, 'fixed.json'), fixed);
  const diff = await lockstead(cloud, [
    'policy',
    'diff',
    join(folder, 'seed.json'),
    join(folder, 'fixed.json'),
    '--json',
  ]);
  const { differences } = JSON.parse(diff.out) as {
    differences: readonly { change: string; actions: readonly string[] }[];
  };
  stage.check(
    's3:ListBucket is granted, and nothing else changes',
    JSON.stringify(differences.map(({ change, actions }) => [change, actions])) === '[["granted",["s3:ListBucket"]]]',
    diff.out,
  );
  await writeFile(join(folder, 'access.yaml'), accessTest);
  const before = await lockstead(cloud, ['policy', 'test', join(folder, 'access.yaml')]);
  stage.check(
    'the test fails on the first version',
    before.code === 1 && before.out.includes('the bucket is listed'),
    before.out,
  );
  await writeFile(join(folder, 'seed.json'), fixed);
  const after = await lockstead(cloud, ['policy', 'test', join(folder, 'access.yaml')]);
  stage.check('and passes on the fixed one', after.code === 0, after.out);

  stage.missing('the call to S3 itself: what would be decided is asked, no bucket is listed');
}

async function lint({ cloud, say, check }: Stage, folder: string): Promise<Finding | undefined> {
  const file = join(folder, 'seed.json');
  await writeFile(file, seed);
  say(
    (await lockstead(cloud, ['policy', 'lint', file])).out.trimEnd().replaceAll(folder, '.').replaceAll('\n', '\n    '),
  );
  const { code, out } = await lockstead(cloud, ['policy', 'lint', file, '--json']);
  const { findings } = JSON.parse(out) as { findings: readonly Finding[] };
  const [finding] = findings;
  check('one finding: there is no such action', findings.length === 1 && finding?.code === 'INVALID_ACTION', out);
  check('it is an error, and the command says so by its exit code', finding?.findingType === 'ERROR' && code === 1);
  check('s3:ListBucket is offered instead', finding?.fix === 's3:ListBucket', finding?.fix);
  return finding;
}

async function give({ iam }: Person, PolicyDocument: string): Promise<void> {
  await iam.send(new PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'seed', PolicyDocument }));
}

/** By IAM's own simulation. */
async function mayList({ say }: Stage, { iam }: Person, PolicySourceArn: string): Promise<boolean> {
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:ListBucket'], ResourceArns: [bucket] }),
  );
  const decision = EvaluationResults[0]?.EvalDecision ?? '';
  say(`SimulatePrincipalPolicy: s3:ListBucket on ${bucket}: ${decision}`);
  return decision === 'allowed';
}

async function asksTheServer({ cloud, check }: Stage): Promise<void> {
  const can = (action: string, resource: string) => lockstead(cloud, ['can', 'user/reader', action, resource]);
  const list = await can('s3:ListBucket', bucket);
  check('lockstead can says the same', list.code === 0 && list.out.startsWith('Yes.'), list.out);
  const object = await can('s3:GetObject', `${bucket}/key`);
  check('an object in it stays shut', object.code === 1, object.out);
  const other = await can('s3:ListBucket', 'arn:aws:s3:::another');
  check('another bucket stays shut', other.code === 1, other.out);
  const who = await lockstead(cloud, ['who-can', 's3:ListBucket', bucket, '--json']);
  const { can: those } = JSON.parse(who.out) as { can: readonly { arn: string }[] };
  const names = those.map(({ arn }) => arn.slice(arn.lastIndexOf(':') + 1)).sort();
  check(
    'who may list it: the root user, the administrator, and now this user',
    names.join() === 'root,user/admin,user/reader',
    names.join(', '),
  );
}
