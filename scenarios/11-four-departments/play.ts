import { CreateUserCommand, DeleteUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { MoveAccountCommand } from '@aws-sdk/client-organizations';
import { lockstead } from '../lockstead.ts';
import { newOrganization } from '../organization.ts';
import { attempt, type Person } from '../people.ts';
import type { Play, StageOptions } from '../stage.ts';

const departments = ['Finance', 'IT', 'HR', 'Legal'] as const;
/** The first hundred calls of a month are dear, the others cheap. */
export const options: StageOptions = {
  priceList: {
    source: 'the prices of this play',
    currency: 'USD',
    items: [
      {
        service: 'Identity',
        usageType: 'Requests',
        unit: 'Requests',
        actions: ['iam:*', 'sts:*'],
        tiers: [{ upTo: 100, price: '0.10' }, { price: '0.01' }],
      },
    ],
  },
};

interface Bill {
  readonly cost: string;
  readonly apart: string;
  readonly saved: string;
  readonly accounts: readonly { readonly account: string; readonly cost: string; readonly alone: string }[];
}

const inTheUnit: ReadonlySet<string> = new Set(['HR', 'Legal']);

export const play: Play = async ({ cloud, step, say, check }) => {
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

  step('Each department makes forty calls more; one bill comes for all');
  for (const name of departments) {
    for (let call = 0; call < 40; call += 1) await people.get(name)?.iam.send(new ListUsersCommand({}));
  }
  const billFor = async (keys = cloud.credentials): Promise<Bill> =>
    JSON.parse((await lockstead({ ...cloud, credentials: keys }, ['bill', '--json'])).out) as Bill;
  const bill = await billFor();
  const own = new Set(bill.accounts.map(({ account }) => account));
  check(
    'all four accounts are on it',
    [...accounts.values()].every((account) => own.has(account)),
  );
  const sum = bill.accounts.reduce((total, { cost }) => total + Number(cost), 0);
  check('it is the sum of its accounts', Math.abs(sum - Number(bill.cost)) < 1e-6, `${sum}, not ${bill.cost}`);
  say(`together ${bill.cost} USD, apart ${bill.apart} USD`);
  check('together is cheaper than apart', Number(bill.cost) < Number(bill.apart) && Number(bill.saved) > 0);

  step('A department sees its own part, and no other');
  const finance = accounts.get('Finance') ?? '';
  const itsKeys = people.get('Finance')?.keys;
  if (itsKeys === undefined) throw new Error('Finance has keys');
  const part = await billFor(itsKeys);
  check(
    'its part is the one on the bill',
    JSON.stringify(part.accounts.map(({ account }) => account)) === JSON.stringify([finance]),
  );
};
