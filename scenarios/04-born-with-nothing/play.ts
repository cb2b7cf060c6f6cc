import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  GetUserCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Browser } from '../../packages/lockstead/tests/signin/browser.ts';
import { attempt, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const roleName = 'night-shift';

/** What the new user tries again and again. */
const calls = {
  'read her own record': (who: Person) => who.iam.send(new GetUserCommand({ UserName: 'nora' })),
  'list the users': (who: Person) => who.iam.send(new ListUsersCommand({})),
  'make a user': (who: Person) => who.iam.send(new CreateUserCommand({ UserName: 'mallory' })),
  'read the trail': (who: Person) => who.trail.send(new LookupEventsCommand({})),
  'assume a role': (who: Person, account: string) =>
    who.sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${roleName}`, RoleSessionName: 'nora' }),
    ),
} as const;
type CallName = keyof typeof calls;
const all = Object.keys(calls) as readonly CallName[];

export const play: Play = async (stage) => {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);
  const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await admin.iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: policyOf(trust) }));

  stage.step('A new user, nora, with an access key');
  const nora = await newUser(cloud, admin, 'nora');
  const { Arn } = await nora.sts.send(new GetCallerIdentityCommand({}));
  stage.check(
    'her key says who she is, which nobody can be denied',
    Arn === `arn:aws:iam::${cloud.accountId}:user/nora`,
    Arn,
  );
  await opens(stage, nora, []);

  stage.step('A grant to her alone: iam:ListUsers');
  const list = policyOf({ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' });
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'nora', PolicyName: 'list', PolicyDocument: list }));
  await opens(stage, nora, ['list the users']);

  stage.step('A grant to a group: nothing changes until she is in it');
  await admin.iam.send(new CreateGroupCommand({ GroupName: 'auditors' }));
  const read = policyOf({ Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' });
  await admin.iam.send(new PutGroupPolicyCommand({ GroupName: 'auditors', PolicyName: 'read', PolicyDocument: read }));
  await opens(stage, nora, ['list the users']);
  await admin.iam.send(new AddUserToGroupCommand({ GroupName: 'auditors', UserName: 'nora' }));
  await opens(stage, nora, ['list the users', 'read the trail']);

  stage.step('The grant to her is taken away');
  await admin.iam.send(new DeleteUserPolicyCommand({ UserName: 'nora', PolicyName: 'list' }));
  await opens(stage, nora, ['read the trail']);

  stage.step('A role trusts her by name');
  const trusted = { Effect: 'Allow', Principal: { AWS: Arn ?? '' }, Action: 'sts:AssumeRole' };
  await admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: policyOf(trusted) }));
  await opens(stage, nora, ['read the trail', 'assume a role']);

  stage.step('The sign-in page');
  const browser = new Browser(cloud.endpoint);
  const signIn = async (password: string): Promise<boolean> => {
    await browser.open('/');
    await browser.send('/sign-in', { account: cloud.accountId, user: 'nora', password });
    return browser.shown.html.includes(':user/nora');
  };
  stage.check('without a password she cannot sign in', !(await signIn('')) && !(await signIn('Nora-signs-in-1')));
  await admin.iam.send(new CreateLoginProfileCommand({ UserName: 'nora', Password: 'Nora-signs-in-1' }));
  stage.check('with one that was given to her she can', await signIn('Nora-signs-in-1'));
};

/** Tries every call: those named go through, and no other. */
async function opens({ cloud, check }: Stage, who: Person, open: readonly CallName[]): Promise<void> {
  for (const name of all) {
    const { allowed, words } = await attempt(calls[name](who, cloud.accountId));
    const wanted = open.includes(name);
    check(wanted ? `she may ${name}` : `she may not ${name}`, allowed === wanted, words);
  }
}
