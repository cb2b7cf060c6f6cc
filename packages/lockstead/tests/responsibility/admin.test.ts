/** `GET /_lockstead/responsibility`: the same answers as the command's, with the settings of resources that are here. */
import { CreateUserCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findResource } from '#admin/find-resource';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { answersForArn } from '#responsibility/ask';
import { defineResource, type Resource } from '#service/resource';
import type { Collection, Store } from '#store/port';
import { accountScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { shown } from '../cli/terminal.ts';
import { clientsOf } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';

describe('over HTTP', () => {
  let house: House;
  let alice: string;
  beforeAll(async () => {
    house = await openHouse({ flags: { dev: true } });
    const { iam } = clientsOf(house, house.accounts[0].admin);
    alice = (await iam.send(new CreateUserCommand({ UserName: 'alice' }))).User?.Arn ?? '';
  });
  afterAll(() => house[Symbol.asyncDispose]());

  async function ask(query: string): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> {
    const reply = await fetch(`${house.endpoint}/_lockstead/responsibility?${query}`);
    return { status: reply.status, json: (await reply.json()) as Record<string, unknown> };
  }
  const asCommand = async (...argv: readonly string[]): Promise<unknown> =>
    JSON.parse(
      (await shown(['responsibility', ...argv, '--json'], { environment: { AWS_ENDPOINT_URL: house.endpoint } })).out,
    );

  test.each([
    ['', []],
    ['what=ec2&what=rds&layer=guest-os', ['ec2', 'rds', '--layer', 'os']],
    ['what=AWS::S3::Bucket&side=customer', ['AWS::S3::Bucket', '--side', 'customer']],
    ['what=ecs', ['ecs']],
  ])('"%s" is answered as by the command', async (query, argv) => {
    const { status, json } = await ask(query);
    expect(status).toBe(200);
    expect(json).toEqual(await asCommand(...argv));
  });

  test('a resource that is here answers with its own settings', async () => {
    const { json } = await ask(`what=${alice}&layer=identity`);
    expect(json).toMatchObject({
      services: [
        {
          resource: { arn: alice, cfnType: 'AWS::IAM::User' },
          answers: [{ chosen: ['You set no permissions boundary: its policies alone say what it may do.'] }],
        },
      ],
    });
    expect(await asCommand(alice, '--layer', 'identity')).toEqual(json);
  });

  test('one that is not here answers as its service does, and says so', async () => {
    const { json } = await ask('what=arn:aws:s3:::box&layer=key-custody');
    const [service] = json['services'] as readonly Record<string, unknown>[];
    expect(service).toMatchObject({ service: 's3', resource: { arn: 'arn:aws:s3:::box' } });
    expect(JSON.stringify(service)).not.toContain('chosen');
    const { out } = await shown(['responsibility', 'arn:aws:s3:::box', '--layer', 'keys'], {
      environment: { AWS_ENDPOINT_URL: house.endpoint },
    });
    expect(out).toContain('arn:aws:s3:::box (not here: the answer for its service)');
  });

  test.each([
    ['what=moat', 'NoSuchService', '"moat" is not a service, resource type or ARN that is known here.'],
    ['what=arn:aws:moat:::x', 'NoSuchService', '"arn:aws:moat:::x" is not'],
    ['layer=moat', 'BadRequest', '"moat" is not a layer; the layers are facility, '],
    ['side=both', 'BadRequest', '"side" is customer or provider.'],
    ['who=me', 'BadRequest', '"who" is not a parameter of this call.'],
    [Array.from({ length: 21 }, () => 'what=s3').join('&'), 'BadRequest', 'At most 20 services'],
  ])('"%s" is refused', async (query, code, message) => {
    const { status, json } = await ask(query);
    expect({ status, json }).toEqual({
      status: 400,
      json: { __type: code, message: expect.stringContaining(message) },
    });
  });
});

interface Bucket {
  readonly name: string;
  readonly key?: string;
}

const buckets: Collection<Bucket> = { name: 'test.bucket', level: 'account', id: ({ name }) => name };
const bucketResource: Resource<Bucket> = defineResource({
  cfnType: 'AWS::S3::Bucket',
  collection: buckets,
  arn: ({ name }) => `arn:aws:s3:::${name}`,
  resourceName: ({ name }) => name,
  choices: ({ key }) => [
    { layer: 'key-custody', says: key === undefined ? 'You chose AWS’s key.' : `You chose the key ${key}.` },
  ],
});

describe('a resource of any service', () => {
  const account = '111122223333' as AccountId;
  let store: Store;
  beforeAll(async () => {
    const [clock, root] = [simulatedClock(instant(1.8e12)), RootKey.generate(systemEntropy())];
    store = await openSqliteStore({ path: ':memory:', rootKey: root.derive('store'), clock, timers: systemTimers });
    await store.transact(async (tx) => {
      const rows = tx.in(buckets, accountScope(account));
      for (let i = 0; i < 1200; i += 1) await rows.insert({ name: `box-${i}` });
      await rows.insert({ name: 'zoo', key: 'arn:aws:kms:us-east-1:111122223333:key/k' });
    });
  });
  afterAll(() => store.close());

  const find = (arn: string) =>
    findResource({
      definitionOf: (service) => (service === 's3' ? { resources: [bucketResource] } : undefined),
      reader: store,
      account,
      region: 'us-east-1' as Region,
    })(arn);

  test.each([
    ['arn:aws:s3:::box-7', 'You chose AWS’s key.'],
    ['arn:aws:s3:::zoo', 'You chose the key arn:aws:kms:us-east-1:111122223333:key/k.'],
  ])('%s answers with its own settings', async (arn, chosen) => {
    const [service] = answersForArn(arn, { layer: 'key-custody' }, await find(arn)) ?? [];
    expect(service).toMatchObject({ service: 's3', resource: { arn, cfnType: 'AWS::S3::Bucket' } });
    expect(service?.answers[0]?.chosen).toEqual([chosen]);
  });

  test('many records are looked through with turns for others', async () => {
    let [rounds, isDone] = [0, false];
    const others = (): void => {
      rounds += 1;
      if (!isDone) setImmediate(others);
    };
    setImmediate(others);
    expect(await find('arn:aws:s3:::zoo')).toBeDefined();
    isDone = true;
    expect(rounds).toBeGreaterThanOrEqual(2);
  });

  test.each(['arn:aws:s3:::none', 'arn:aws:sqs:us-east-1:111122223333:queue', 'no-arn'])(
    '%s is not here',
    async (arn) => {
      expect(await find(arn)).toBeUndefined();
    },
  );
});
