/** The door through which other parts of the server see keys without using them. */
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { decide } from '@lockstead/policy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import { policyPrincipal } from '#service/policy-principal';
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import { KeysForOthers } from '#services/kms/keys-for-others';
import { type House, openHouse } from '../support/lockstead.ts';

let house: House;
let keys: KeysForOthers;
let KeyId: string;
let Arn: string;
let userId: string;
let account: AccountId;
const region = 'us-east-1' as Region;

beforeAll(async () => {
  house = await openHouse();
  const [{ id, admin }] = house.accounts;
  account = id;
  const client = new kms.KMSClient(house.clientConfig(admin));
  const iam = new IAMClient(house.clientConfig(admin));
  userId = (await iam.send(new CreateUserCommand({ UserName: 'grantee' }))).User?.UserId ?? '';
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({}));
  KeyId = KeyMetadata?.KeyId ?? '';
  Arn = KeyMetadata?.Arn ?? '';
  await client.send(new kms.CreateAliasCommand({ AliasName: 'alias/orders', TargetKeyId: KeyId }));
  await client.send(
    new kms.CreateGrantCommand({
      KeyId,
      GranteePrincipal: `arn:aws:iam::${account}:user/grantee`,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { queue: 'q' } },
    }),
  );
  keys = new KeysForOthers(await house.stopAndOpen());
});
afterAll(() => house[Symbol.asyncDispose]());

const place = () => ({ account, region });

test.each([
  ['its id', () => KeyId, undefined],
  ['its ARN', () => Arn, undefined],
  ['an alias', () => 'alias/orders', 'alias/orders'],
  ['the ARN of an alias', () => Arn.replace(`key/${KeyId}`, 'alias/orders'), 'alias/orders'],
])('a key is found by %s', async (_, name, requestAlias) => {
  const found = await keys.find(place(), name());
  expect(found?.arn).toBe(Arn);
  expect(found?.requestAlias).toBe(requestAlias);
});

test('by its ARN also from another Region', async () => {
  expect((await keys.find({ account, region: 'eu-west-1' as Region }, Arn))?.arn).toBe(Arn);
  expect(await keys.find({ account, region: 'eu-west-1' as Region }, KeyId)).toBeUndefined();
});

test.each([
  '',
  'alias/none',
  'arn:aws:sqs:us-east-1:111122223333:q',
  'arn:aws:kms:nowhere:111122223333:key/x',
  'arn:',
  '11112222-1111-2222-3333-444455556666',
])('%j is no key of ours', async (name) => {
  expect(await keys.find(place(), name)).toBeUndefined();
});

function contextOf(session: Session): RequestContext {
  const clock = simulatedClock(instant(1_764_000_000_000));
  return {
    requestId: 'r' as RequestId,
    at: clock.now(),
    region,
    session,
    account,
    transport: { secure: true },
    clock,
    entropy: systemEntropy(),
  };
}

test('what a use through a service asks for: the key policy decides, or a grant with its constraint', async () => {
  const found = await keys.find(place(), 'alias/orders');
  if (found === undefined) throw new Error('the key is there');
  const arn = `arn:aws:iam::${account}:user/grantee`;
  const session: Session = { principal: { kind: 'user', account, arn, userName: 'grantee', userId } };
  const context = contextOf(session);
  const use = { action: 'kms:Decrypt', context, via: 'sqs.amazonaws.com' };
  const without = await keys.pair(found, use);
  expect(without).toMatchObject({
    action: 'kms:Decrypt',
    resource: Arn,
    owner: account,
    resourcePolicyRule: 'required',
    calledVia: ['sqs.amazonaws.com'],
    context: {
      'kms:ViaService': 'sqs.us-east-1.amazonaws.com',
      'kms:CallerAccount': account,
      'kms:RequestAlias': 'alias/orders',
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
    },
  });
  const granted = await keys.pair(found, { ...use, encryptionContext: { queue: 'q' } });
  expect(granted.context).toMatchObject({ 'kms:EncryptionContext:queue': 'q' });
  const effects = [without, granted].map(({ action, resource, owner, grants, resourcePolicy, resourcePolicyRule }) => {
    const request = {
      principal: policyPrincipal(session),
      action,
      resource,
      resourceAccount: owner,
      context: new Map(),
    };
    const layers = {
      identity: [],
      ...(resourcePolicy === undefined ? {} : { resource: resourcePolicy }),
      ...(grants === undefined ? {} : { grants }),
    };
    return decide(request, layers, resourcePolicyRule).effect;
  });
  expect(effects).toEqual(['deny', 'allow']);
  // A use in another Region than the request's is through the service of that Region.
  const afar = await keys.pair(found, { ...use, context: { ...context, region: 'eu-west-1' as Region } });
  expect(afar.context).toMatchObject({ 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' });
});
