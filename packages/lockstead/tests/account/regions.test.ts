/** Regions that an account has to enable, and what becomes of requests for one that it has not. */
import * as api from '@aws-sdk/client-account';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientsOf } from '../support/clients.ts';
import { openHouse } from '../support/lockstead.ts';
import { accountClient } from './clients.ts';

let cloud: Cloud;
let client: api.AccountClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = accountClient(cloud);
});
afterAll(() => cloud.stop());

const enable = (RegionName: string) => client.send(new api.EnableRegionCommand({ RegionName }));
const disable = (RegionName: string) => client.send(new api.DisableRegionCommand({ RegionName }));
const status = async (RegionName: string) =>
  (await client.send(new api.GetRegionOptStatusCommand({ RegionName }))).RegionOptStatus;
const whoIn = (region: string) =>
  new STSClient({ ...cloud.clientConfig(), region, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));
/** AWS's answer in a Region that the account has not enabled. */
const unknownThere = { name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } };

test('a Region is enabled after a while; until then, and from the moment that it is given up, requests for it are refused', async () => {
  const name = 'eu-south-1';
  expect(await status(name)).toBe('DISABLED');
  await expect(whoIn(name)).rejects.toMatchObject(unknownThere);
  await enable(name);
  expect(await status(name)).toBe('ENABLING');
  await expect(whoIn(name)).rejects.toMatchObject(unknownThere);
  await expect(disable(name)).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(enable(name)).rejects.toMatchObject({ name: 'ValidationException', reason: 'invalidRegionOptTarget' });
  await cloud.clock.advance('PT1M');
  expect(await status(name)).toBe('ENABLED');
  await expect(enable(name)).rejects.toMatchObject({
    message: 'Unable to switch region status because of its current opt-in status.',
  });
  expect(await whoIn(name)).toMatchObject({ Account: cloud.accountId });

  await disable(name);
  expect(await status(name)).toBe('DISABLING');
  await expect(whoIn(name)).rejects.toMatchObject(unknownThere);
  await expect(enable(name)).rejects.toMatchObject({ name: 'ConflictException' });
  await cloud.clock.advance('PT1M');
  expect(await status(name)).toBe('DISABLED');
  await expect(disable(name)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a service that speaks JSON words the refusal as it does an unknown key; services with one endpoint are not for a Region', async () => {
  const there = { ...cloud.clientConfig(), region: 'af-south-1', maxAttempts: 1 };
  await expect(new CloudTrailClient(there).send(new LookupEventsCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  });
  expect((await new IAMClient(there).send(new ListUsersCommand({}))).Users).not.toEqual([]);
  expect(await new api.AccountClient(there).send(new api.GetAccountInformationCommand({}))).toMatchObject({
    AccountState: 'ACTIVE',
  });
});

test.each(['us-east-1', 'eu-west-1', 'ap-northeast-3'])('%s is enabled in every account and stays so', async (name) => {
  expect(await status(name)).toBe('ENABLED_BY_DEFAULT');
  for (const call of [enable, disable]) {
    await expect(call(name)).rejects.toMatchObject({ name: 'ValidationException', reason: 'invalidRegionOptTarget' });
  }
  expect(await whoIn(name)).toMatchObject({ Account: cloud.accountId });
});

test.each(['xx-nowhere-1', 'us-gov-west-1', 'cn-north-1', 'EU-SOUTH-1'])(
  '%s is no Region that can be enabled',
  async (name) => {
    for (const call of [enable, disable, status]) {
      await expect(call(name)).rejects.toMatchObject({ name: 'ValidationException', reason: 'invalidRegionOptTarget' });
    }
  },
);

test('a Region that nobody knows is closed', async () => {
  await expect(whoIn('xx-nowhere-1')).rejects.toMatchObject(unknownThere);
});

test('Regions are listed in pages, and by their status', async () => {
  const all: api.Region[] = [];
  let pages = 0;
  for (let NextToken: string | undefined; ; ) {
    const page = await client.send(new api.ListRegionsCommand({ MaxResults: 10, NextToken }));
    all.push(...(page.Regions ?? []));
    pages += 1;
    NextToken = page.NextToken;
    if (NextToken === undefined) break;
  }
  expect(pages).toBe(4);
  const names = all.map(({ RegionName = '' }) => RegionName);
  expect(names).toEqual([...new Set(names)].sort());
  const wanted: api.RegionOptStatus[] = ['ENABLED_BY_DEFAULT'];
  const defaults = await client.send(new api.ListRegionsCommand({ RegionOptStatusContains: wanted }));
  expect(defaults.Regions).toHaveLength(17);
  const [first] = (await client.send(new api.ListRegionsCommand({ MaxResults: 1 }))).Regions ?? [];
  expect(first).toEqual({ RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' });
  await expect(client.send(new api.ListRegionsCommand({ NextToken: 'AAAA', MaxResults: 1 }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('six Regions of an account are switched at the same time', async () => {
  const names = ['ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'];
  for (const name of names) await enable(name);
  await expect(enable('ca-west-1')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  await cloud.clock.advance('PT1M');
  await enable('ca-west-1');
});

test('the Region that the installation stands in is open to every account', async () => {
  await using home = await startLockstead({ ephemeral: true, region: 'eu-south-2' });
  const sts = new STSClient({ ...home.clientConfig(), maxAttempts: 1 });
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: home.accountId });
  const answer = await accountClient(home).send(new api.GetRegionOptStatusCommand({ RegionName: 'eu-south-2' }));
  expect(answer.RegionOptStatus).toBe('ENABLED_BY_DEFAULT');
});

test.each([
  ['audit', 1],
  ['off', 0],
])('with --enforce %s the request passes', async (enforce, lines) => {
  await using house = await openHouse({ flags: { enforce } });
  const { sts } = clientsOf(house, house.accounts[0].admin, 'eu-south-1');
  await sts.send(new GetCallerIdentityCommand({}));
  expect(house.logLines.filter((line) => line.includes('has not enabled'))).toHaveLength(lines);
});

test('a wrong signature for a closed Region is told as a wrong signature', async () => {
  const credentials = { ...cloud.clientConfig().credentials, secretAccessKey: 'wrong' };
  const sts = new STSClient({ ...cloud.clientConfig(credentials), region: 'eu-south-1', maxAttempts: 1 });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});
