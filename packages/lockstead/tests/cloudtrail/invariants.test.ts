/** What holds for any sequence of calls: each mutation has one event, each call of a known caller has one, and no secret is kept anywhere. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRegion } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Store } from '#store/port';
import { regionScope } from '#store/scope';
import {
  allow,
  type Clients,
  clientsOf,
  type EventRecord,
  keysOf,
  newUser,
  policy,
  trust,
} from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';

const names = fc.constantFrom('ann', 'ben', 'cid');

/** What a call did, as its caller saw it. */
interface Seen {
  readonly requestId: string;
  readonly ok: boolean;
}

interface World {
  readonly house: House;
  readonly admin: Clients;
  /** May nothing: every call of his that needs a permission is denied. */
  readonly nobody: Clients;
  readonly seen: Seen[];
  /** Secret keys, and one-time codes as JSON has them: six digits alone can stand in any id. */
  readonly secrets: string[];
  readonly session?: Clients;
}

const step = fc.oneof(
  fc.record({ call: fc.constant('createUser' as const), name: names }),
  fc.record({ call: fc.constant('deleteUser' as const), name: names }),
  fc.record({ call: fc.constant('createAccessKey' as const), name: names }),
  fc.record({ call: fc.constant('deleteAccessKey' as const), name: names }),
  fc.record({ call: fc.constant('tagUser' as const), name: names }),
  fc.record({ call: fc.constant('putPolicy' as const), name: names }),
  fc.record({ call: fc.constant('attachPolicy' as const), name: names }),
  fc.record({ call: fc.constant('createGroup' as const), name: names }),
  fc.record({ call: fc.constant('addToGroup' as const), name: names }),
  fc.record({ call: fc.constant('createRole' as const), name: names }),
  fc.record({ call: fc.constant('assumeRole' as const), name: names }),
  fc.record({ call: fc.constant('sessionToken' as const), name: names }),
  fc.record({ call: fc.constant('wrongCode' as const), name: names }),
  fc.record({ call: fc.constant('federation' as const), name: names }),
  fc.record({ call: fc.constant('getUser' as const), name: names }),
  fc.record({ call: fc.constant('listUsers' as const), name: names }),
  fc.record({ call: fc.constant('whoAmI' as const), name: names }),
  fc.record({ call: fc.constant('malformed' as const), name: names }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const keyOfUser = new Map<string, string>();

async function carryOut(world: World, { call, name }: Step, who: Clients, account: string): Promise<unknown> {
  const { iam, sts } = who;
  const RoleArn = `arn:aws:iam::${account}:role/${name}`;
  switch (call) {
    case 'createUser':
      return await iam.send(new CreateUserCommand({ UserName: name }));
    case 'deleteUser':
      return await iam.send(new DeleteUserCommand({ UserName: name }));
    case 'createAccessKey': {
      const answer = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      world.secrets.push(present(answer.AccessKey?.SecretAccessKey, 'a new key has a secret'));
      keyOfUser.set(name, answer.AccessKey?.AccessKeyId ?? '');
      return answer;
    }
    case 'deleteAccessKey': {
      const AccessKeyId = keyOfUser.get(name) ?? 'AKIAAAAAAAAAAAAAAAAA';
      return await iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId }));
    }
    case 'tagUser':
      return await iam.send(new TagUserCommand({ UserName: name, Tags: [{ Key: 'k', Value: name }] }));
    case 'putPolicy': {
      const PolicyDocument = policy(allow('s3:GetObject'));
      return await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'p', PolicyDocument }));
    }
    case 'attachPolicy': {
      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      return await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn }));
    }
    case 'createGroup':
      return await iam.send(new CreateGroupCommand({ GroupName: name }));
    case 'addToGroup':
      return await iam.send(new AddUserToGroupCommand({ GroupName: name, UserName: name }));
    case 'createRole':
      return await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust(account) }));
    case 'assumeRole': {
      const answer = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name }));
      world.secrets.push(present(answer.Credentials?.SecretAccessKey, 'credentials have a secret'));
      // Who has them can use them: the event of that is the session's.
      await told(world, clientsOf(world.house, keysOf(answer.Credentials)).iam.send(new ListUsersCommand({})));
      return answer;
    }
    case 'sessionToken': {
      const answer = await sts.send(new GetSessionTokenCommand({}));
      world.secrets.push(present(answer.Credentials?.SecretAccessKey, 'credentials have a secret'));
      return answer;
    }
    case 'wrongCode':
      return await sts.send(
        new GetSessionTokenCommand({ SerialNumber: `arn:aws:iam::${account}:mfa/x`, TokenCode: '918273' }),
      );
    case 'federation': {
      const answer = await sts.send(new GetFederationTokenCommand({ Name: name, Policy: policy(allow('s3:*')) }));
      world.secrets.push(present(answer.Credentials?.SecretAccessKey, 'credentials have a secret'));
      return answer;
    }
    case 'getUser':
      return await iam.send(new GetUserCommand({ UserName: name }));
    case 'listUsers':
      return await iam.send(new ListUsersCommand({}));
    case 'whoAmI':
      return await sts.send(new GetCallerIdentityCommand({}));
    case 'malformed':
      return await iam.send(new CreateUserCommand({ UserName: `${name} ${name}` }));
  }
}

async function told({ seen }: World, call: Promise<unknown>): Promise<void> {
  const metadataOf = (value: unknown): { readonly requestId?: string } =>
    (value as { $metadata?: { requestId?: string } }).$metadata ?? {};
  try {
    seen.push({ requestId: present(metadataOf(await call).requestId, 'an answer has its id'), ok: true });
  } catch (error) {
    const { requestId } = metadataOf(error);
    if (requestId === undefined) throw error;
    seen.push({ requestId, ok: false });
  }
}

async function allRecords(store: Store, account: House['accounts'][0]['id']): Promise<readonly EventRecord[]> {
  const region = present(parseRegion('us-east-1'), 'a region');
  const { entries } = await store.journal('cloudtrail.event', regionScope(account, region), { limit: 100_000 });
  return entries.map(({ body }) => JSON.parse(body) as EventRecord);
}

/** Every file of the data directory but the key and the credentials that are meant to be read. */
async function bytesOnDisk(directory: string): Promise<Buffer> {
  const files = await readdir(join(directory, 'state'), { recursive: true, withFileTypes: true });
  const kept = files.filter((file) => file.isFile() && !['credentials', 'root-password'].includes(file.name));
  return Buffer.concat(await Promise.all(kept.map((file) => readFile(join(file.parentPath, file.name)))));
}

test('one event for each call, and no secret anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 40 }), async (steps) => {
      keyOfUser.clear();
      await using house = await openHouse();
      const [{ id: account, admin: adminKeys }] = house.accounts;
      const admin = clientsOf(house, adminKeys);
      const nobody = await newUser(house, admin, 'nobody');
      const secrets = [adminKeys.secretAccessKey, nobody.keys.secretAccessKey, '"918273"'];
      const world: World = { house, admin, nobody, seen: [], secrets };
      for (const [asked, isAdmin] of steps) {
        await told(world, carryOut(world, asked, isAdmin ? admin : nobody, account));
      }

      const store = await house.stopAndOpen();
      const records = await allRecords(store, account);
      const counts = new Map<string, number>();
      for (const { requestID } of records) counts.set(String(requestID), (counts.get(String(requestID)) ?? 0) + 1);
      for (const { requestId, ok } of world.seen) {
        expect(counts.get(requestId)).toBe(1);
        const record = records.find(({ requestID }) => requestID === requestId);
        expect(record?.['errorCode'] === undefined).toBe(ok);
      }

      // Each change that was made belongs to a request whose event says that it was a write, and that it went well.
      const changes = (await store.changes(0, 100_000)).filter(({ collection }) => collection.startsWith('iam.'));
      for (const change of changes) {
        if (change.requestId === undefined) continue;
        const made = records.filter(({ requestID }) => requestID === change.requestId);
        expect(made.map(({ readOnly, errorCode }) => ({ readOnly, errorCode }))).toEqual([
          { readOnly: false, errorCode: undefined },
        ]);
      }
      const changed = new Set(changes.map(({ requestId }) => requestId));
      const createdUsers = records.filter((record) => record['eventName'] === 'CreateUser' && !('errorCode' in record));
      for (const { requestID } of createdUsers) expect(changed.has(requestID as never)).toBe(true);

      const kept = JSON.stringify([records, changes]) + house.logLines.join('');
      const disk = await bytesOnDisk(house.directory);
      expect(disk.byteLength).toBeGreaterThan(10_000);
      for (const secret of world.secrets) {
        expect(kept.includes(secret)).toBe(false);
        expect(disk.includes(secret)).toBe(false);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);
