import { CreateUserCommand, DeleteUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { MoveAccountCommand } from '@aws-sdk/client-organizations';
import { newOrganization } from '../organization.ts';
import { attempt, type Person } from '../people.ts';
import type { Play } from '../stage.ts';

const departments = ['Finance', 'IT', 'HR', 'Legal'] as const;
const inTheUnit: ReadonlySet<string> = new Set(['HR', 'Legal']);

export const play: Play = async ({ cloud, step, say, check, missing }) => {
  step('Four departments have an account each; HR and Legal share an organizational unit');
  const organization = await newOrganization(cloud);
  const unit = await organization.unit('People');
  const accounts = new Map<string, string>();
  const people = new Map<string, Person>();
  for (const name of departments) {
    const account = await organization.account(name, inTheUnit.has(name) ? unit : undefined);
    accounts.set(name, account);
    people.set(name, await organization.administrator(account));
    say(`${name}: account ${account}${inTheUnit.has(name) ? ', in the unit People' : ''}`);
  }
  const mayCreate = async (name: string): Promise<boolean> => {
    const iam = people.get(name)?.iam;
    if (iam === undefined) throw new Error(`there is no ${name}`);
    const { allowed } = await attempt(iam.send(new CreateUserCommand({ UserName: 'clerk' })));
    if (allowed) await iam.send(new DeleteUserCommand({ UserName: 'clerk' }));
    return allowed;
  };
  for (const name of departments) check(`${name} may create users`, await mayCreate(name));

  step('A policy is attached to the unit: no new users');
  await organization.bind(unit, 'no-new-users', { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' });
  for (const name of departments) {
    const bound = inTheUnit.has(name);
    check(`${name} ${bound ? 'is bound' : 'is not bound'}`, (await mayCreate(name)) !== bound);
  }
  for (const name of departments) {
    const { allowed } = (await attempt(people.get(name)?.iam.send(new ListUsersCommand({})) ?? Promise.reject())) ?? {};
    check(`${name} may still list its users`, allowed);
  }

  step('Legal leaves the unit, and Finance joins it: their next requests are answered differently');
  const move = (name: string, SourceParentId: string, DestinationParentId: string): Promise<unknown> =>
    organization.client.send(
      new MoveAccountCommand({ AccountId: accounts.get(name), SourceParentId, DestinationParentId }),
    );
  await move('Legal', unit, organization.rootId);
  await move('Finance', organization.rootId, unit);
  check('Legal is free', await mayCreate('Legal'));
  check('Finance is bound', !(await mayCreate('Finance')));
  check('HR stays bound, IT free', !(await mayCreate('HR')) && (await mayCreate('IT')));

  missing('one bill for all: there is no billing yet');
};
