/** A service control policy is proposed for one unit of an organization, tried on what its accounts did, attached, and the same calls are made again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateGroupCommand, DeleteGroupCommand, ListGroupsCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { lockstead } from '../lockstead.ts';
import { newOrganization } from '../organization.ts';
import { attempt, type Call, type Person, policyOf } from '../people.ts';
import type { Stage } from '../stage.ts';

const deeds: readonly (readonly [string, (who: Person) => Call])[] = [
  ['iam:ListUsers', ({ iam }) => iam.send(new ListUsersCommand({}))],
  ['iam:ListGroups', ({ iam }) => iam.send(new ListGroupsCommand({}))],
  ['iam:CreateGroup', ({ iam }) => iam.send(new CreateGroupCommand({ GroupName: 'team' }))],
  ['iam:DeleteGroup', ({ iam }) => iam.send(new DeleteGroupCommand({ GroupName: 'team' }))],
  ['sts:GetCallerIdentity', ({ sts }) => sts.send(new GetCallerIdentityCommand({}))],
];
const noGroups = { Sid: 'NoGroups', Effect: 'Deny', Action: ['iam:CreateGroup', 'iam:DeleteGroup'], Resource: '*' };

interface Report {
  readonly counts: {
    readonly stops: number;
    readonly depends: number;
    readonly exempt: { readonly otherPlace: number };
  };
  readonly stops: readonly { readonly action: string; readonly principal: string }[];
}

export async function playGuardrail(stage: Stage, folder: string): Promise<void> {
  const { cloud, step, say, check } = stage;
  step('A service control policy is proposed for one unit of an organization');
  const organization = await newOrganization(cloud);
  const unit = await organization.unit('Shops');
  const accounts = { shop: await organization.account('shop', unit), loose: await organization.account('loose') };
  const people = {
    shop: await organization.administrator(accounts.shop),
    loose: await organization.administrator(accounts.loose),
  };
  for (const [name, who] of Object.entries(people)) {
    for (const [action, call] of deeds) {
      const { allowed, words } = await attempt(call(who));
      check(`${name}: ${action} works`, allowed, words);
    }
  }

  const [policy, events, described] = ['scp.json', 'events.json', 'organization.json'].map((file) =>
    join(folder, file),
  );
  writeFileSync(policy ?? '', policyOf(noGroups));
  writeFileSync(
    events ?? '',
    JSON.stringify({ Records: [...(await recordsOf(people.shop)), ...(await recordsOf(people.loose))] }),
  );
  const account = (name: keyof typeof accounts): object => ({ name, email: `${name}@example.com`, id: accounts[name] });
  const root = { accounts: [account('loose')], units: [{ name: 'Shops', id: unit, accounts: [account('shop')] }] };
  writeFileSync(described ?? '', JSON.stringify({ managementAccount: cloud.accountId, root }));
  const { out } = await lockstead(cloud, [
    ...['replay', '--scp', policy ?? '', '--target', 'Shops', '--organization', described ?? ''],
    ...['--events', events ?? '', '--json'],
  ]);
  const report = JSON.parse(out) as Report;
  const foretold = new Set(report.stops.map(({ action }) => action));
  say(`it would stop ${[...foretold].sort().join(', ')} in the unit`);
  check('it foretells two calls, both in the unit', report.counts.stops === 2 && foretold.size === 2, out);
  check('it knows that the other account is elsewhere', report.counts.exempt.otherPlace >= deeds.length, out);

  step('It is attached to the unit, and everybody makes the same calls again');
  await organization.bind(unit, 'no-groups', noGroups);
  for (const [name, who] of Object.entries(people)) {
    for (const [action, call] of deeds) {
      const { allowed, words } = await attempt(call(who));
      const stops = name === 'shop' && foretold.has(action);
      check(`${name}: ${action} ${stops ? 'stops' : 'goes on'}, as foretold`, allowed !== stops, words);
    }
  }
}

async function recordsOf({ trail }: Person): Promise<readonly object[]> {
  const { Events = [] } = await trail.send(new LookupEventsCommand({ MaxResults: 50 }));
  return Events.map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent) as object);
}
