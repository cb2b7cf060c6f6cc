import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteGroupCommand,
  GetUserCommand,
  ListGroupsCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { lockstead } from '../lockstead.ts';
import { attempt, type Call, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';
import { playGuardrail } from './guardrail.ts';

interface Group {
  readonly principal: string;
  readonly action: string;
  readonly count: number;
  readonly dependsOn?: readonly string[];
}

interface Report {
  readonly counts: { readonly stops: number; readonly depends: number; readonly goesOn: number };
  readonly stops: readonly Group[];
  readonly depends: readonly Group[];
}

interface Deed {
  readonly action: string;
  call(who: Person): Call;
}

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const noWriting = {
  Sid: 'ReadOnlyByUsers',
  Effect: 'Deny',
  NotAction: ['iam:Get*', 'iam:List*', 'sts:*', 'cloudtrail:*'],
  Resource: '*',
};

const deeds: readonly Deed[] = [
  { action: 'iam:ListUsers', call: ({ iam }) => iam.send(new ListUsersCommand({})) },
  { action: 'iam:ListGroups', call: ({ iam }) => iam.send(new ListGroupsCommand({})) },
  { action: 'iam:GetUser', call: ({ iam }) => iam.send(new GetUserCommand({})) },
  { action: 'iam:CreateGroup', call: ({ iam }) => iam.send(new CreateGroupCommand({ GroupName: 'team' })) },
  { action: 'iam:DeleteGroup', call: ({ iam }) => iam.send(new DeleteGroupCommand({ GroupName: 'team' })) },
  { action: 'sts:GetCallerIdentity', call: ({ sts }) => sts.send(new GetCallerIdentityCommand({})) },
];

export const play: Play = async (stage) => {
  const { cloud, step, say, check } = stage;
  const admin = person(cloud, cloud.credentials);
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-scenario-'));
  try {
    step('Two people work');
    const workers = [await worker('ann', admin, stage), await worker('ben', admin, stage)];
    for (const [name, who] of workers) {
      for (const deed of deeds) await must(stage, `${name}: ${deed.action}`, who, deed);
    }

    step('A guardrail is proposed: users may read, and write nothing');
    const [ann, ben] = workers.map(([name]) => `arn:aws:iam::${cloud.accountId}:user/${name}`);
    const file = join(folder, 'read-only.json');
    const report = await replayed(stage, file, [everything, noWriting], ann ?? '');
    const foretold = new Set(report.stops.map(({ action }) => action));
    say(`it would stop ${[...foretold].sort().join(', ')}`);
    check('it foretells the two calls that write', foretold.size === 2, JSON.stringify(report.stops));
    check('the others go on', report.counts.goesOn === deeds.length - 2, JSON.stringify(report.counts));
    check(
      'it speaks of whom it was asked about',
      report.stops.every(({ principal }) => principal === ann),
    );

    step('It is attached to Ann, and everybody makes the same calls again');
    await admin.iam.send(
      new CreatePolicyCommand({ PolicyName: 'read-only', PolicyDocument: policyOf(everything, noWriting) }),
    );
    const PolicyArn = `arn:aws:iam::${cloud.accountId}:policy/read-only`;
    await admin.iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'ann', PermissionsBoundary: PolicyArn }));
    for (const [name, who] of workers) {
      for (const deed of deeds) {
        const { allowed, words } = await attempt(deed.call(who));
        const stops = name === 'ann' && foretold.has(deed.action);
        const word = stops ? 'stops' : 'goes on';
        check(`${name}: ${deed.action} ${word}, as foretold`, allowed !== stops, words);
      }
    }

    step('The exception that was missing is tried first, and then made');
    const exception = { ...noWriting, NotAction: [...noWriting.NotAction, 'iam:CreateGroup', 'iam:DeleteGroup'] };
    const mended = await replayed(stage, file, [everything, exception], ben ?? '');
    check('nothing that Ben used would stop', mended.counts.stops + mended.counts.depends === 0);
    await admin.iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn,
        PolicyDocument: policyOf(everything, exception),
        SetAsDefault: true,
      }),
    );
    for (const [name, who] of workers) {
      for (const deed of deeds) await must(stage, `${name}: ${deed.action}`, who, deed);
    }

    step('What the events do not tell is named, and not guessed');
    const tagged = { Effect: 'Deny', Action: 'iam:CreateGroup', Resource: '*' };
    const byTag = { ...tagged, Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'red' } } };
    const open = await replayed(stage, file, [everything, byTag], ben ?? '');
    const on = open.depends.flatMap(({ dependsOn = [] }) => dependsOn);
    check('it depends on the tag', open.counts.stops === 0 && on.includes('aws:PrincipalTag/team'), on.join());

    step('A service control policy, on two weeks of sample logs');
    const demo = await lockstead(cloud, ['demo', 'guardrail']);
    check('it stops a pipeline and a backup', demo.code === 0 && demo.out.includes('ecr-public:GetAuthorizationToken'));
    await playGuardrail(stage, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function worker(name: string, admin: Person, { cloud }: Stage): Promise<readonly [string, Person]> {
  const who = await newUser(cloud, admin, name);
  await admin.iam.send(
    new PutUserPolicyCommand({ UserName: name, PolicyName: 'all', PolicyDocument: policyOf(everything) }),
  );
  return [name, who];
}

async function must({ check }: Stage, what: string, who: Person, { call }: Deed): Promise<void> {
  const { allowed, words } = await attempt(call(who));
  check(`${what} works`, allowed, words);
}

/** By the command line, from the history of the server. */
async function replayed(
  { cloud }: Stage,
  file: string,
  statements: readonly object[],
  target: string,
): Promise<Report> {
  writeFileSync(file, policyOf(...statements));
  const { out } = await lockstead(cloud, [
    'replay',
    '--boundary',
    file,
    '--target',
    target,
    '--since',
    'P1D',
    '--json',
  ]);
  return JSON.parse(out) as Report;
}
