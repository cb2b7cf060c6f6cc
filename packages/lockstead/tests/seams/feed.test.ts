/** What follows from a write: the change feed and its subscribers, resources, work that falls due; and the same in the whole product. */
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minutes, seconds } from '#kernel/clock';
import { partitionScope, regionScope } from '#store/scope';
import { elsewhere, type FixtureGateway, here, home, openFixtureGateway } from '../support/gateway.ts';
import { inventory, notes } from '../support/notes.ts';

let it: FixtureGateway;
beforeEach(async () => {
  it = await openFixtureGateway();
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  it.allow(it.bob, { Effect: 'Allow', Action: '*', Resource: '*' });
});
afterEach(() => it[Symbol.asyncDispose]());

async function known(): Promise<readonly object[]> {
  await it.bus.drain();
  return (await it.store.in(inventory, partitionScope).list()).map(({ record }) => record);
}

function arn(name: string, account: string = home, region: string = here): string {
  return `arn:aws:notes:${region}:${account}:note/${name}`;
}

describe('the change feed and its subscriber', () => {
  test('knows every resource by its definition alone, with ARN, type and tags', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'a', Tags: { team: 'blue' } });
    await it.call(it.bob, 'notes', 'PutNote', { Name: 'b' }, 'eu-central-1');
    await it.call(it.alice, 'vault', 'Seal', { Name: 'no-resource', Text: '' });
    expect(await known()).toEqual(
      [
        { arn: arn('b', elsewhere, 'eu-central-1'), cfnType: 'AWS::Notes::Note', changes: 1, tags: [] },
        { arn: arn('a'), cfnType: 'AWS::Notes::Note', changes: 1, tags: ['team=blue'] },
      ].sort((one, other) => (one.arn < other.arn ? -1 : 1)),
    );
  });

  test('hears of nothing that was undone, and of a run that was repeated once', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'a', FailWith: 'no' });
    it.lostRaces = 1;
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'b' });
    expect(it.ran).toEqual(['a', 'b', 'b']);
    expect(await known()).toMatchObject([{ arn: arn('b'), changes: 1 }]);
  });

  test('hears of a deletion with what was there before', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'a' });
    expect((await known()).length).toBe(1);
    await it.call(it.alice, 'notes', 'DeleteNote', { Name: 'a' });
    expect(await known()).toEqual([]);
  });

  test('catches up, each change once, however many at once', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
    await Promise.all(names.map((Name) => it.call(it.alice, 'notes', 'PutNote', { Name })));
    expect((await known()).length).toBe(60);
    expect(await known()).toEqual((await known()).map((one) => ({ ...one, changes: 1 })));
  });
});

describe('work that falls due', () => {
  const reminded = async (): Promise<unknown> =>
    (await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).json['Reminded'];

  test("is done when the product's clock gets there, and once", async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', RemindSeconds: 3600 });
    await it.agenda.runDue();
    expect(await reminded()).toBe(false);
    it.clock.setOffset(minutes(59));
    await it.agenda.runDue();
    expect(await reminded()).toBe(false);
    it.clock.setOffset(minutes(61));
    await Promise.all([it.agenda.runDue(), it.agenda.runDue()]);
    await it.agenda.runDue();
    expect(await reminded()).toBe(true);
    expect(it.reminded).toEqual(['n']);
    // Requests are signed with the wall clock all the while.
    expect((await it.call(it.alice, 'notes', 'GetNote', { Name: 'n' })).status).toBe(200);
  });

  test('is not there where its transaction was undone', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', RemindSeconds: 1, FailWith: 'no' });
    it.clock.setOffset(seconds(10));
    expect(await it.agenda.runDue()).toBe(0);
  });

  test('what it changes goes to subscribers too', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', RemindSeconds: 1 });
    it.clock.setOffset(seconds(2));
    await it.agenda.runDue();
    expect(await known()).toMatchObject([{ changes: 2 }]);
  });
});

describe('blobs', () => {
  test('a blob lives as long as the record that refers to it', async () => {
    await it.call(it.alice, 'notes', 'PutNote', { Name: 'n', Text: 'bytes' });
    const note = await it.store.in(notes, regionScope(home, here)).get('n');
    expect(await text(await it.blobs.open(note?.blob ?? ('' as never)))).toBe('bytes');
    await it.call(it.alice, 'notes', 'DeleteNote', { Name: 'n' });
    expect(await it.store.in({ name: 'store.blob', level: 'partition', id: () => '' }, partitionScope).count()).toBe(0);
  });
});
