/** What was authorized is what is done, whatever else happens in between. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { RootKey } from '#kernel/root-key';
import { Secret } from '#kernel/secret';
import { systemTimers } from '#kernel/timers';
import type { Session } from '#service/session';
import { bootstrapAccount, principalPolicies } from '#services/iam/api';
import { iamState } from '#services/iam/state/state';
import { regionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { type FixtureGateway, here, home, openFixtureGateway } from '../support/gateway.ts';
import { notes } from '../support/notes.ts';

describe('between authorization and transaction', () => {
  let it: FixtureGateway;
  const changes: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    it = await openFixtureGateway();
    it.allow(it.bob, { Effect: 'Allow', Action: '*', Resource: '*' });
    it.allow(
      it.alice,
      { Effect: 'Allow', Action: 'notes:PutNote', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'notes:DeleteNote',
        Resource: '*',
        Condition: { StringLike: { 'aws:ResourceTag/stage': 'dev*' } },
      },
    );
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Tags: { stage: 'dev' } });
    // The policies are read after the pairs have been: what changes the resource here comes too late for them.
    const { policies } = it.gateway as { policies: { of: (session: Session) => Promise<object> } };
    const of = policies.of.bind(policies);
    policies.of = async (session) => {
      await changes.shift()?.();
      return await of(session);
    };
  });
  afterEach(async () => {
    changes.length = 0;
    await it[Symbol.asyncDispose]();
  });

  const scope = regionScope(home, here);
  const note = async () => await it.store.in(notes, scope).get('n');

  function tagged(stage: string): () => Promise<void> {
    return async () => {
      const found = await note();
      if (found === undefined) throw new Error('there is a note');
      await it.store.transact((tx) => tx.in(notes, scope).update({ ...found, tags: { stage } }));
    };
  }

  test('a resource that has become somebody else’s business is judged as what it is now', async () => {
    changes.push(tagged('prod'));
    const reply = await it.call(it.alice, 'notes', 'DeleteNote', { Name: 'n' });
    expect(reply.json).toMatchObject({ __type: expect.stringContaining('AccessDenied') });
    expect((await note())?.tags).toEqual({ stage: 'prod' });
    const [event] = await it.events();
    expect(event).toMatchObject({ eventName: 'DeleteNote', errorCode: 'AccessDenied' });
  });

  test('one that has changed and is still allowed is done, with one event', async () => {
    changes.push(tagged('dev2'), tagged('dev3'));
    const reply = await it.call(it.alice, 'notes', 'DeleteNote', { Name: 'n' });
    expect(reply.status).toBe(200);
    expect(await note()).toBeUndefined();
    expect((await it.events()).filter(({ eventName }) => eventName === 'DeleteNote')).toHaveLength(1);
  });

  test('one that never rests is given up, undone, with an error that clients try again on', async () => {
    for (let n = 0; n < 20; n++) changes.push(tagged(`dev${n}`));
    const reply = await it.call(it.alice, 'notes', 'DeleteNote', { Name: 'n' });
    expect(reply.status).toBe(503);
    expect(await note()).toBeDefined();
  });

  test('what was prepared for a judgement that no longer holds is abandoned', async () => {
    const counted = { staged: 0, abandoned: 0 };
    const { stage, abandon } = it.blobs;
    Object.assign(it.blobs, {
      stage(...input: Parameters<typeof stage>) {
        counted.staged += 1;
        return stage.apply(it.blobs, input);
      },
      abandon(...staged: Parameters<typeof abandon>) {
        counted.abandoned += 1;
        return abandon.apply(it.blobs, staged);
      },
    });
    changes.push(tagged('dev2'));
    const reply = await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'more', Tags: { stage: 'dev' } });
    expect(reply.status).toBe(200);
    expect(counted).toEqual({ staged: 2, abandoned: 1 });
  });
});

test('a session of a user who is gone has nothing of a user made anew under the same name', async () => {
  const entropy = seededEntropy('anew');
  const clock = systemClock();
  const rootKey = RootKey.generate(entropy).derive('store');
  await using stack = new AsyncDisposableStack();
  const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
  stack.defer(() => store.close());
  await store.transact((tx) =>
    bootstrapAccount(tx, { account: home, rootPassword: new Secret('unused') }, clock.now(), entropy),
  );
  const user = await iamState(store, home).users.get('admin');
  const policies = principalPolicies(store);
  const sessionOf = (userId: string): Session => ({
    principal: { kind: 'user', account: home, arn: `arn:aws:iam::${home}:user/admin`, userName: 'admin', userId },
  });
  const federated = (userId: string): Session => ({
    principal: {
      kind: 'federatedUser',
      account: home,
      arn: `arn:aws:sts::${home}:federated-user/f`,
      name: 'f',
      issuer: { arn: `arn:aws:iam::${home}:user/admin`, userName: 'admin', userId },
    },
  });
  for (const session of [sessionOf, federated]) {
    expect((await policies.of(session(user?.id ?? ''))).identity).toHaveLength(1);
    expect((await policies.of(session('AIDAOFTHEOLDONE'))).identity).toEqual([]);
  }
});
