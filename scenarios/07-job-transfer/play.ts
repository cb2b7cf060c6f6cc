import { LookupEventsCommand, type LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail';
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { attempt, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const departments = { Personnel: 'iam:ListUsers', Revision: 'cloudtrail:LookupEvents' } as const;
type Department = keyof typeof departments;
const transfers = 5;

export const play: Play = async (stage) => {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);

  stage.step('Two departments: personnel lists the users, revision reads the trail');
  for (const [GroupName, Action] of Object.entries(departments)) {
    await admin.iam.send(new CreateGroupCommand({ GroupName }));
    const PolicyDocument = policyOf({ Effect: 'Allow', Action, Resource: '*' });
    await admin.iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'work', PolicyDocument }));
  }
  const carol = await newUser(cloud, admin, 'carol');
  const session = await sessionOf(cloud, carol);
  await works(stage, carol, undefined);

  stage.step('Carol starts in personnel');
  await join(admin, 'Personnel');
  await works(stage, carol, 'Personnel');
  stage.check('her session of a moment ago may not read the trail', !(await attempt(readTrail(session))).allowed);

  stage.step('She moves to revision: one call each way');
  await transfer(admin, 'Personnel', 'Revision');
  await works(stage, carol, 'Revision');
  stage.check('the session that she already had may read the trail now', (await attempt(readTrail(session))).allowed);

  stage.step(`She is moved to and fro ${transfers} times, and asks right after each move`);
  let stale = 0;
  for (let i = 0; i < transfers; i++) {
    await transfer(admin, 'Revision', 'Personnel');
    if ((await attempt(readTrail(carol))).allowed) stale += 1;
    await transfer(admin, 'Personnel', 'Revision');
    if (!(await attempt(readTrail(carol))).allowed) stale += 1;
  }
  stage.check('no answer came from before the move', stale === 0, `${stale} did`);

  stage.step('The record');
  const { Groups = [] } = await admin.iam.send(new ListGroupsForUserCommand({ UserName: 'carol' }));
  stage.check('she is in revision and nowhere else', Groups.map(({ GroupName }) => GroupName).join() === 'Revision');
  const { Events = [] } = await admin.trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'RemoveUserFromGroup' }],
    }),
  );
  stage.check(
    'every move is an event with who made it',
    Events.length === 1 + 2 * transfers && Events.every(({ Username }) => Username === 'admin'),
    `${Events.length} events`,
  );
};

/** Her department's work goes through, the other's does not. */
async function works({ check }: Stage, who: Person, department: Department | undefined): Promise<void> {
  const list = await attempt(who.iam.send(new ListUsersCommand({})));
  check(
    `she may ${department === 'Personnel' ? '' : 'not '}list the users`,
    list.allowed === (department === 'Personnel'),
    list.words,
  );
  const read = await attempt(readTrail(who));
  check(
    `she may ${department === 'Revision' ? '' : 'not '}read the trail`,
    read.allowed === (department === 'Revision'),
    read.words,
  );
}

function readTrail({ trail }: Person): Promise<LookupEventsCommandOutput> {
  return trail.send(new LookupEventsCommand({}));
}

async function sessionOf(cloud: Cloud, { sts }: Person): Promise<Person> {
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  return person(cloud, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
}

async function join({ iam }: Person, GroupName: Department): Promise<void> {
  await iam.send(new AddUserToGroupCommand({ UserName: 'carol', GroupName }));
}

async function transfer(admin: Person, from: Department, to: Department): Promise<void> {
  await admin.iam.send(new RemoveUserFromGroupCommand({ UserName: 'carol', GroupName: from }));
  await join(admin, to);
}
