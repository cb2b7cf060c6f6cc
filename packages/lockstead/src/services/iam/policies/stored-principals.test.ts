/** Principals of stored documents: by id inside, by ARN outside, and nothing else of the document changed by it. */
import { decide, parsePolicy } from '@lockstead/policy';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { type StoredDocument, type StoreOutcome, showPrincipals, storePrincipals } from '../api.ts';
import { iamState, nameKey } from '../state/state.ts';

const clock = simulatedClock(instant(1.8e12));
const rootKey = RootKey.generate(systemEntropy()).derive('store');
const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
const home = '111111111111' as AccountId;
const away = '222222222222' as AccountId;
const ids = new Map([
  [`arn:aws:iam::${home}:user/alice`, 'AIDAALICE'],
  [`arn:aws:iam::${home}:role/a/b/worker`, 'AROAWORKER'],
  [`arn:aws:iam::${away}:user/bob`, 'AIDABOBBOBBOBBOBBOBBO'],
]);

beforeAll(async () => {
  const made = { createdAt: clock.now(), tags: [] };
  await store.transact(async (tx) => {
    for (const account of [home, away]) {
      await iamState(tx, account).accounts.insert({ account, email: '', createdAt: clock.now() });
    }
    const worker = {
      ...made,
      name: 'worker',
      path: '/a/b/',
      id: 'AROAWORKER',
      trustPolicy: '{}',
      maxSessionSeconds: 1,
    };
    await iamState(tx, home).users.insert({ ...made, name: 'alice', path: '/', id: 'AIDAALICE' });
    await iamState(tx, home).roles.insert(worker);
    await iamState(tx, away).users.insert({ ...made, name: 'bob', path: '/', id: 'AIDABOBBOBBOBBOBBOBBO' });
  });
});
afterAll(() => store.close());

const known = fc.constantFrom(...ids.keys());
const asTheyStand = fc.constantFrom(
  '*',
  home,
  `arn:aws:iam::${home}:root`,
  `arn:aws:sts::${home}:assumed-role/worker/session`,
  'arn:aws:iam::999999999999:user/stranger',
);
const named = fc.oneof(known, asTheyStand);
const element = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: fc.oneof(named, fc.array(named, { maxLength: 4 })) }),
  fc.record({ Service: fc.constant('ec2.amazonaws.com'), AWS: named }),
);
// The same names where they are texts like any other.
const elsewhere = fc.record({ Condition: fc.dictionary(fc.string(), fc.oneof(named, fc.string())), Sid: named });
const statement = fc
  .tuple(fc.constantFrom('Principal', 'NotPrincipal'), element, elsewhere)
  .map(([where, principal, rest]) => ({ Effect: 'Allow', [where]: principal, ...rest }));
const document = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.oneof(statement, fc.array(statement, { maxLength: 3 })),
});

test('INVARIANT: shown while nobody has changed, a document says what was stored; stored, it names known principals by id alone', async () => {
  await fc.assert(
    fc.asyncProperty(document, async (given) => {
      const text = JSON.stringify(given, undefined, 2);
      const outcome = await storePrincipals(store, home, text);
      if (!outcome.ok) throw new Error(outcome.principal);
      expect(JSON.parse(await showPrincipals(store, outcome.document))).toEqual(JSON.parse(text));
      const stored = JSON.parse(outcome.document.text) as typeof given;
      for (const one of [stored.Statement].flat() as Record<string, unknown>[]) {
        const principal = (one['Principal'] ?? one['NotPrincipal']) as { AWS?: string | string[] };
        for (const name of [principal.AWS ?? []].flat()) expect([...ids.keys()]).not.toContain(name);
      }
    }),
    { numRuns: 300 },
  );
});

test.each([
  [`arn:aws:iam::${home}:user/Alice`],
  [`arn:aws:iam::${home}:user/x/alice`],
  [`arn:aws:iam::${home}:role/worker`],
  [`arn:aws:iam::${home}:group/alice`],
  ['arn:aws:iam::aws:user/alice'],
  ['AIDANOBODY'],
  ['AROAALICE'],
])('a trust policy that names %s names nobody, and is refused', async (AWS) => {
  const text = JSON.stringify({ Statement: { Principal: { AWS: [home, AWS] } } });
  expect(await storePrincipals(store, home, text)).toEqual({ ok: false, principal: `"AWS":"${AWS}"` });
});

test('a trust policy may name a user or role by its unique id', async () => {
  const text = JSON.stringify({ Statement: { Principal: { AWS: 'AROAWORKER' } } });
  const outcome = await storePrincipals(store, home, text);
  if (!outcome.ok) throw new Error(outcome.principal);
  expect(JSON.parse(await showPrincipals(store, outcome.document))).toEqual({
    Statement: { Principal: { AWS: `arn:aws:iam::${home}:role/a/b/worker` } },
  });
});

/** What a key's or bucket's policy lives through: KMS and S3 store and show theirs by these two functions. */
test('a stored policy means who was named, under whichever name, and nobody who is named so later', async () => {
  const made = { createdAt: clock.now(), tags: [], path: '/' };
  const carolId = 'AIDACAROLCAROLCAROLCA';
  const otherId = 'AIDAOTHEROTHEROTHEROT';
  const carol = `arn:aws:iam::${home}:user/carol`;
  const given = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: carol }, Action: 'kms:Decrypt', Resource: '*' },
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${away}:user/bob` }, Action: 'kms:Encrypt', Resource: '*' },
    ],
  };
  await store.transact((tx) => iamState(tx, home).users.insert({ ...made, name: 'carol', id: carolId }));
  const outcome: StoreOutcome = await storePrincipals(store, home, JSON.stringify(given));
  if (!outcome.ok) throw new Error(outcome.principal);
  // As a record of the service's own keeps it.
  const document: StoredDocument = JSON.parse(JSON.stringify(outcome.document));

  const named = async (): Promise<unknown> =>
    (JSON.parse(await showPrincipals(store, document)) as typeof given).Statement.map(({ Principal }) => Principal.AWS);
  const parsed = parsePolicy(document.text, 'resource');
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const may = (arn: string, id: string, account: string, action: string): string =>
    decide(
      {
        principal: { kind: 'user', arn, account, id },
        action,
        resource: `arn:aws:kms:us-east-1:${home}:key/1`,
        resourceAccount: home,
        context: { get: () => undefined },
      },
      { identity: [], resource: { name: 'key policy', document: parsed.document } },
    ).effect;

  expect(await named()).toEqual([carol, `arn:aws:iam::${away}:user/bob`]);
  expect(may(carol, carolId, home, 'kms:Decrypt')).toBe('allow');
  expect(may(carol, carolId, home, 'kms:Encrypt')).toBe('deny');

  await store.transact(async (tx) => {
    const { users } = iamState(tx, home);
    await users.delete(nameKey('carol'));
    await users.insert({ ...made, name: 'carla', path: '/moved/', id: carolId });
  });
  const carla = `arn:aws:iam::${home}:user/moved/carla`;
  expect(await named()).toEqual([carla, `arn:aws:iam::${away}:user/bob`]);
  expect(may(carla, carolId, home, 'kms:Decrypt')).toBe('allow');

  await store.transact(async (tx) => {
    const { users } = iamState(tx, home);
    await users.delete(nameKey('carla'));
    await users.insert({ ...made, name: 'carol', id: otherId });
  });
  expect(await named()).toEqual([carolId, `arn:aws:iam::${away}:user/bob`]);
  expect(may(carol, otherId, home, 'kms:Decrypt')).toBe('deny');
});
