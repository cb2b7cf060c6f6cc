/** Principals of stored documents: by id inside, by ARN outside, and nothing else of the document changed by it. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { iamState } from './state.ts';
import { showPrincipals, storePrincipals } from './stored-principals.ts';

const clock = simulatedClock(instant(1.8e12));
const rootKey = RootKey.generate(systemEntropy()).derive('store');
const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
const home = '111111111111' as AccountId;
const away = '222222222222' as AccountId;
const ids = new Map([
  [`arn:aws:iam::${home}:user/alice`, 'AIDAALICE'],
  [`arn:aws:iam::${home}:role/a/b/worker`, 'AROAWORKER'],
  [`arn:aws:iam::${away}:user/bob`, 'AIDABOB'],
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
    await iamState(tx, away).users.insert({ ...made, name: 'bob', path: '/', id: 'AIDABOB' });
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
])('%s is nobody', async (AWS) => {
  const text = JSON.stringify({ Statement: { Principal: { AWS: [home, AWS] } } });
  expect(await storePrincipals(store, home, text)).toEqual({ ok: false, principal: `"AWS":"${AWS}"` });
});

test('an id that somebody has is that principal', async () => {
  const text = JSON.stringify({ Statement: { Principal: { AWS: 'AROAWORKER' } } });
  const outcome = await storePrincipals(store, home, text);
  if (!outcome.ok) throw new Error(outcome.principal);
  expect(JSON.parse(await showPrincipals(store, outcome.document))).toEqual({
    Statement: { Principal: { AWS: `arn:aws:iam::${home}:role/a/b/worker` } },
  });
});
