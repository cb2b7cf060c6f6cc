/**
 * INVARIANT: a user and a group are their unique ids. However they are renamed, each keeps its own keys, policies, groups and users,
 * and nobody gets another's; names stay unique without regard to case.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { AwsError } from '#kernel/aws-error';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { ReadContext, WriteContext } from '#service/operation';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { addUserToGroup } from '../operations/add-user-to-group.ts';
import { createAccessKey } from '../operations/create-access-key.ts';
import { createGroup } from '../operations/create-group.ts';
import { createUser } from '../operations/create-user.ts';
import { putGroupPolicy } from '../operations/put-group-policy.ts';
import { putUserPolicy } from '../operations/put-user-policy.ts';
import { updateGroup } from '../operations/update-group.ts';
import { updateUser } from '../operations/update-user.ts';
import { AccountQuotas } from '../provides/account-quotas.ts';
import { entityKey, type IamReader, iamState, nameKey } from '../state/state.ts';
import { groupsOf } from './memberships.ts';

const clock = simulatedClock(instant(1.8e12));
const entropy = systemEntropy();
const rootKey = RootKey.generate(entropy);
const store = await openSqliteStore({
  path: ':memory:',
  rootKey: rootKey.derive('store'),
  clock,
  timers: systemTimers,
});
afterAll(() => store.close());
const quotas = new AccountQuotas(store);
let accounts = 100_000_000_000;

type Kind = 'user' | 'group';
type Step =
  | { readonly do: 'create'; readonly kind: Kind; readonly name: string }
  | { readonly do: 'rename'; readonly kind: Kind; readonly name: string; readonly to: string }
  | { readonly do: 'policy'; readonly kind: Kind; readonly name: string; readonly policy: string }
  | { readonly do: 'key'; readonly name: string }
  | { readonly do: 'join'; readonly name: string; readonly group: string };

// Few names, in both cases, so that they meet.
const name = fc.constantFrom('a', 'A', 'b', 'B', 'c');
const kind = fc.constantFrom<Kind>('user', 'group');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), kind, name }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), kind, name, to: name }) },
  fc.record({ do: fc.constant('policy' as const), kind, name, policy: fc.constantFrom('p', 'q') }),
  fc.record({ do: fc.constant('key' as const), name }),
  fc.record({ do: fc.constant('join' as const), name, group: name }),
);

/** What each id owns, by the plainest means: an object that renaming does not touch. */
interface Thing {
  readonly kind: Kind;
  name: string;
  readonly policies: Set<string>;
  readonly keys: Set<string>;
  readonly groups: Set<Thing>;
}

const document =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}';

async function carryOut(step: Step, context: WriteContext): Promise<string | undefined> {
  switch (step.do) {
    case 'create':
      if (step.kind === 'user') await createUser(quotas).handle({ UserName: step.name }, context, undefined);
      else await createGroup(quotas).handle({ GroupName: step.name }, context, undefined);
      return undefined;
    case 'rename':
      if (step.kind === 'user')
        await updateUser.handle({ UserName: step.name, NewUserName: step.to }, context, undefined);
      else await updateGroup.handle({ GroupName: step.name, NewGroupName: step.to }, context, undefined);
      return undefined;
    case 'policy': {
      const policy = { PolicyName: step.policy, PolicyDocument: document };
      if (step.kind === 'user') await putUserPolicy.handle({ UserName: step.name, ...policy }, context, undefined);
      else await putGroupPolicy.handle({ GroupName: step.name, ...policy }, context, undefined);
      return undefined;
    }
    case 'key':
      return (await createAccessKey.handle({ UserName: step.name }, context, undefined)).AccessKey?.AccessKeyId;
    case 'join':
      await addUserToGroup.handle({ UserName: step.name, GroupName: step.group }, context, undefined);
      return undefined;
  }
}

/** The same on the model; answers whether it can be done. */
function foresee(things: Set<Thing>, step: Step): { readonly thing?: Thing; readonly apply?: (made?: string) => void } {
  const find = (kind: Kind, called: string): Thing | undefined =>
    [...things].find((thing) => thing.kind === kind && nameKey(thing.name) === nameKey(called));
  const kind = 'kind' in step ? step.kind : 'user';
  const thing = find(kind, step.name);
  if (step.do === 'create') {
    if (thing !== undefined) return {};
    const made: Thing = { kind, name: step.name, policies: new Set(), keys: new Set(), groups: new Set() };
    return { apply: () => void things.add(made) };
  }
  if (thing === undefined) return {};
  switch (step.do) {
    case 'rename': {
      const there = find(kind, step.to);
      if (there !== undefined && there !== thing) return {};
      const apply = (): void => {
        thing.name = step.to;
      };
      return { apply };
    }
    case 'policy':
      return { apply: () => void thing.policies.add(step.policy) };
    case 'key':
      return thing.keys.size >= 2 ? {} : { apply: (made = '') => void thing.keys.add(made) };
    case 'join': {
      const group = find('group', step.group);
      return group === undefined ? {} : { apply: () => void thing.groups.add(group) };
    }
  }
}

async function asItIs(state: IamReader): Promise<unknown> {
  const policiesOf = async (kind: Kind, called: string): Promise<string[]> => {
    const rows = await state.inlinePolicies.list({ index: 'entity', key: entityKey({ kind, name: called }) });
    return rows.map(({ record }) => `${record.name}/${record.policyName}`).sort();
  };
  const users = await Promise.all(
    (await state.users.list()).map(async ({ record }) => ({
      name: record.name,
      policies: await policiesOf('user', record.name),
      keys: (await state.accessKeys.list({ index: 'user', key: nameKey(record.name) }))
        .map((key) => `${key.record.user}/${key.record.id}`)
        .sort(),
      groups: (await groupsOf(state, record)).map((group) => group.name).sort(),
    })),
  );
  const groups = await Promise.all(
    (await state.groups.list()).map(async ({ record }) => ({
      name: record.name,
      policies: await policiesOf('group', record.name),
    })),
  );
  return { users, groups };
}

function asItShouldBe(things: Set<Thing>): unknown {
  const of = (kind: Kind): Thing[] =>
    [...things].filter((thing) => thing.kind === kind).sort((a, b) => (nameKey(a.name) < nameKey(b.name) ? -1 : 1));
  const policies = (thing: Thing): string[] => [...thing.policies].map((policy) => `${thing.name}/${policy}`).sort();
  return {
    users: of('user').map((user) => ({
      name: user.name,
      policies: policies(user),
      keys: [...user.keys].map((key) => `${user.name}/${key}`).sort(),
      groups: [...user.groups].map((group) => group.name).sort(),
    })),
    groups: of('group').map((group) => ({ name: group.name, policies: policies(group) })),
  };
}

test('users and groups that are renamed keep their policies, keys and memberships', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      accounts += 1;
      const account = String(accounts) as AccountId;
      const things = new Set<Thing>();
      for (const next of steps) {
        const { apply } = foresee(things, next);
        const outcome = await store
          .transact(async (tx) => ({
            made: await carryOut(next, { tx, account, clock, entropy } as unknown as WriteContext & ReadContext),
          }))
          .catch((error: unknown) => {
            if (error instanceof AwsError) return undefined;
            throw error;
          });
        expect(outcome !== undefined).toBe(apply !== undefined);
        if (outcome !== undefined) apply?.(outcome.made);
        expect(await asItIs(iamState(store, account))).toEqual(asItShouldBe(things));
      }
    }),
    { numRuns: 60 },
  );
});
