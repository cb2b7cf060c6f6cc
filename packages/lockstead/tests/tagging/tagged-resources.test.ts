/** GetResources, GetTagKeys, GetTagValues: what bears tags across services, in its Region, in pages, and for whom. */
import { CreateOpenIDConnectProviderCommand, CreatePolicyCommand, CreateUserCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  GetTagKeysCommand,
  GetTagValuesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateBucketCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, type Clients, clientsOf, lastRecord, newUser, policy } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
const arns: Record<string, string> = {};
const Tags = (team: string) => [{ Key: 'team', Value: team }];

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  admin = clientsOf(house, house.accounts[0].admin);
  const config = { ...house.clientConfig(house.accounts[0].admin), maxAttempts: 1 };
  const PolicyDocument = policy(allow('s3:*'));
  const made = await admin.iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument, Tags: Tags('red') }));
  arns['policy'] = made.Policy?.Arn ?? '';
  const provider = { Url: 'https://idp.example.com', Tags: [...Tags('blue'), { Key: 'cost', Value: '7' }] };
  const { OpenIDConnectProviderArn } = await admin.iam.send(new CreateOpenIDConnectProviderCommand(provider));
  arns['provider'] = OpenIDConnectProviderArn ?? '';
  await admin.iam.send(new CreateUserCommand({ UserName: 'tagged', Tags: Tags('red') }));
  for (const region of ['us-east-1', 'eu-west-1']) {
    const kms = new KMSClient({ ...config, region });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Tags: [{ TagKey: 'team', TagValue: 'red' }] }));
    arns[region] = KeyMetadata?.Arn ?? '';
    await kms.send(new CreateKeyCommand({}));
  }
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'tagged-bucket' }));
  await s3.send(new PutBucketTaggingCommand({ Bucket: 'tagged-bucket', Tagging: { TagSet: Tags('green') } }));
  arns['bucket'] = 'arn:aws:s3:::tagged-bucket';
});
afterAll(() => house[Symbol.asyncDispose]());

function client(region = 'us-east-1', keys = house.accounts[0].admin): ResourceGroupsTaggingAPIClient {
  return new ResourceGroupsTaggingAPIClient({ ...house.clientConfig(keys), region, maxAttempts: 1 });
}

async function listed(input: GetResourcesCommandInput = {}, region = 'us-east-1'): Promise<readonly string[]> {
  const { ResourceTagMappingList = [], PaginationToken } = await client(region).send(new GetResourcesCommand(input));
  expect(PaginationToken).toBe('');
  return ResourceTagMappingList.map(({ ResourceARN = '' }) => ResourceARN).toSorted();
}

const named = (...names: readonly string[]): readonly string[] => names.map((name) => arns[name] ?? '').toSorted();

describe('resources', () => {
  test.each<readonly [string, GetResourcesCommandInput, readonly string[]]>([
    ['all that bear tags, and no users', {}, ['policy', 'provider', 'us-east-1', 'bucket']],
    ['by a key', { TagFilters: [{ Key: 'cost' }] }, ['provider']],
    [
      'by a key and one of several values',
      { TagFilters: [{ Key: 'team', Values: ['red', 'green'] }] },
      ['policy', 'us-east-1', 'bucket'],
    ],
    ['by two keys', { TagFilters: [{ Key: 'team', Values: ['blue'] }, { Key: 'cost' }] }, ['provider']],
    ['by a value in other letters', { TagFilters: [{ Key: 'team', Values: ['RED'] }] }, []],
    ['of a service', { ResourceTypeFilters: ['iam'] }, ['policy', 'provider']],
    ['of a type', { ResourceTypeFilters: ['iam:policy', 'kms:key'] }, ['policy', 'us-east-1']],
    ['of buckets', { ResourceTypeFilters: ['s3'] }, ['bucket']],
    ['of a type and with a tag', { ResourceTypeFilters: ['iam:policy'], TagFilters: [{ Key: 'cost' }] }, []],
  ])('%s', async (_name, input, expected) => {
    expect(await listed(input)).toEqual(named(...expected));
  });

  test('with their tags, by their ARNs', async () => {
    const ResourceARNList = [arns['provider'] ?? '', 'arn:aws:s3:::another'];
    const { ResourceTagMappingList } = await client().send(new GetResourcesCommand({ ResourceARNList }));
    expect(ResourceTagMappingList).toEqual([
      { ResourceARN: arns['provider'], Tags: [...Tags('blue'), { Key: 'cost', Value: '7' }] },
    ]);
  });

  test('of another Region are its own alone, and those of another account are not there', async () => {
    expect(await listed({}, 'eu-west-1')).toEqual(named('eu-west-1'));
    const [, other] = house.accounts;
    const foreign = client('us-east-1', other?.admin ?? house.accounts[0].admin);
    expect((await foreign.send(new GetResourcesCommand({}))).ResourceTagMappingList).toEqual([]);
  });

  test('come in pages', async () => {
    const found: string[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await client().send(new GetResourcesCommand({ ResourcesPerPage: 1, PaginationToken }));
      expect(page.ResourceTagMappingList?.length).toBeLessThanOrEqual(1);
      found.push(...(page.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => ResourceARN));
      ({ PaginationToken } = page);
    } while (PaginationToken !== '');
    expect(found.toSorted()).toEqual(named('policy', 'provider', 'us-east-1', 'bucket'));
  });

  test.each<readonly [string, GetResourcesCommandInput, string]>([
    ['a token of no list', { PaginationToken: 'made-up' }, 'InvalidParameterException'],
    [
      'ARNs and filters together',
      { ResourceARNList: ['arn:aws:s3:::a'], TagFilters: [{ Key: 'a' }] },
      'InvalidParameterException',
    ],
    ['a page of a hundred and one', { ResourcesPerPage: 101 }, 'InvalidParameterException'],
    ['a page of 150 tags', { TagsPerPage: 150 }, 'InvalidParameterException'],
    ['compliance', { IncludeComplianceDetails: true }, 'NotImplemented'],
  ])('refused: %s', async (_name, input, code) => {
    expect(await refusalOf(client().send(new GetResourcesCommand(input)))).toMatchObject({ code });
  });
});

test('keys and values, each once', async () => {
  expect(await client().send(new GetTagKeysCommand({}))).toMatchObject({
    TagKeys: ['cost', 'team'],
    PaginationToken: '',
  });
  const values = await client().send(new GetTagValuesCommand({ Key: 'team' }));
  expect(values).toMatchObject({ TagValues: ['blue', 'green', 'red'], PaginationToken: '' });
  expect((await client('eu-west-1').send(new GetTagValuesCommand({ Key: 'team' }))).TagValues).toEqual(['red']);
  expect((await client().send(new GetTagValuesCommand({ Key: 'absent' }))).TagValues).toEqual([]);
  const wrong = client().send(new GetTagKeysCommand({ PaginationToken: 'made-up' }));
  expect(await refusalOf(wrong)).toMatchObject({ code: 'InvalidParameterException' });
});

test('for who may; its events say who looked', async () => {
  const user = await newUser(house, admin, 'looker', allow('tag:GetTagKeys', '*'));
  const own = new ResourceGroupsTaggingAPIClient({ ...house.clientConfig(user.keys), maxAttempts: 1 });
  await own.send(new GetTagKeysCommand({}));
  expect(await refusalOf(own.send(new GetResourcesCommand({})))).toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining(`user/looker is not authorized to perform: tag:GetResources`),
  });
  expect(await lastRecord(admin, 'GetTagKeys')).toMatchObject({ eventSource: 'tagging.amazonaws.com', readOnly: true });
});

test('what is not done says so', async () => {
  const tried = client().send(new TagResourcesCommand({ ResourceARNList: ['arn:aws:s3:::a'], Tags: { a: 'b' } }));
  expect(await refusalOf(tried)).toMatchObject({ code: 'NotImplemented', status: 501 });
});
