/** A change of what somebody may do, made on one node, binds the next request there, and on another node within a second. */
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { allow, type Clients, keysOf, newRole, newUser, policy, type Statement, trust } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { newSite, ownServer, type Site, twoNodes } from './database.ts';
import type { StartedNode } from './node.ts';

const withinMs = 1000;
const readOnly = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
const reading = allow('iam:GetUser');
const denying = { Effect: 'Deny', Action: 'iam:*', Resource: '*' };

interface Subject {
  readonly name: string;
  readonly keys: Keys;
}

interface Case {
  /** Answers who is asked about, as it is before the change. */
  prepare(admin: Clients, name: string, on: StartedNode): Promise<Subject>;
  change(admin: Clients, subject: Subject): Promise<unknown>;
  /** What a request of the subject comes to afterwards: `ok`, or the code of its refusal. */
  readonly outcome: string;
}

const withUser =
  (...statements: readonly Statement[]) =>
  async (admin: Clients, name: string, on: StartedNode): Promise<Subject> => {
    const { keys } = await newUser(on, admin, name, ...statements);
    return { name, keys };
  };

const cases: Readonly<Record<string, Case>> = {
  'a policy is attached': {
    prepare: withUser(),
    change: ({ iam }, { name }) => iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: readOnly })),
    outcome: 'ok',
  },
  'a policy is detached': {
    prepare: async (admin, name, on) => {
      const subject = await withUser()(admin, name, on);
      await admin.iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: readOnly }));
      return subject;
    },
    change: ({ iam }, { name }) => iam.send(new DetachUserPolicyCommand({ UserName: name, PolicyArn: readOnly })),
    outcome: 'AccessDenied',
  },
  'an explicit deny is added': {
    prepare: withUser(reading),
    change: ({ iam }, { name }) =>
      iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'never', PolicyDocument: policy(denying) })),
    outcome: 'AccessDenied',
  },
  'a policy has a new default version': {
    prepare: async (admin, name, on) => {
      const subject = await withUser()(admin, name, on);
      const { Policy } = await admin.iam.send(
        new CreatePolicyCommand({ PolicyName: name, PolicyDocument: policy(reading) }),
      );
      await admin.iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: Policy?.Arn }));
      return subject;
    },
    change: async ({ iam }, { name }) => {
      const { User } = await iam.send(new GetUserCommand({ UserName: name }));
      const account = User?.Arn?.split(':')[4];
      const PolicyArn = `arn:aws:iam::${account}:policy/${name}`;
      await iam.send(
        new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: policy(denying), SetAsDefault: true }),
      );
    },
    outcome: 'AccessDenied',
  },
  'a boundary is set': {
    prepare: withUser(reading),
    change: ({ iam }, { name }) =>
      iam.send(
        new PutUserPermissionsBoundaryCommand({
          UserName: name,
          PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
        }),
      ),
    outcome: 'AccessDenied',
  },
  'a user leaves a group': {
    prepare: async (admin, name, on) => {
      const subject = await withUser()(admin, name, on);
      await admin.iam.send(new CreateGroupCommand({ GroupName: name }));
      await admin.iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn: readOnly }));
      await admin.iam.send(new AddUserToGroupCommand({ GroupName: name, UserName: name }));
      return subject;
    },
    change: ({ iam }, { name }) => iam.send(new RemoveUserFromGroupCommand({ GroupName: name, UserName: name })),
    outcome: 'AccessDenied',
  },
  'an access key is deactivated': {
    prepare: withUser(reading),
    change: ({ iam }, { name, keys }) =>
      iam.send(new UpdateAccessKeyCommand({ UserName: name, AccessKeyId: keys.accessKeyId, Status: 'Inactive' })),
    outcome: 'InvalidClientTokenId',
  },
  'an access key is deleted': {
    prepare: withUser(reading),
    change: ({ iam }, { name, keys }) =>
      iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: keys.accessKeyId })),
    outcome: 'InvalidClientTokenId',
  },
  'a role is deleted': {
    prepare: async (admin, name) => {
      const { User } = await admin.iam.send(new GetUserCommand({}));
      const account = User?.Arn?.split(':')[4] ?? '';
      const RoleArn = await newRole(admin, name, trust(account), { statements: [reading] });
      const { Credentials } = await admin.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
      return { name, keys: keysOf(Credentials) };
    },
    change: async ({ iam }, { name }) => {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: 'own' }));
      await iam.send(new DeleteRoleCommand({ RoleName: name }));
    },
    outcome: 'InvalidClientTokenId',
  },
};

async function outcomeOf({ iam }: Clients): Promise<string> {
  try {
    await iam.send(new GetUserCommand({ UserName: 'admin' }));
    return 'ok';
  } catch (error) {
    return (error as Error).name;
  }
}

let server: PostgresServer;
let site: Site;
let nodes: readonly [StartedNode, StartedNode];

beforeAll(async () => {
  server = await ownServer();
  site = await newSite(server);
  nodes = await twoNodes(site);
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe.each(Object.entries(cases))('%s', (title, { prepare, change, outcome }) => {
  test.each([
    ['the first', 0],
    ['the second', 1],
  ] as const)('on %s node', async (_, at) => {
    const [here, there] = at === 0 ? nodes : [nodes[1], nodes[0]];
    const subject = await prepare(here.admin, `${title.replaceAll(' ', '-')}-${at}`, here);
    const [ours, theirs] = [here.clients(subject.keys), there.clients(subject.keys)];
    // Twice, so that both nodes hold in memory what they are to forget.
    const before = outcome === 'ok' ? 'AccessDenied' : 'ok';
    for (const asked of [ours, theirs, ours, theirs]) expect(await outcomeOf(asked)).toBe(before);

    await change(here.admin, subject);
    const changed = performance.now();
    expect(await outcomeOf(ours)).toBe(outcome);
    let tookMs: number;
    let asked: number;
    do {
      asked = performance.now();
      tookMs = asked - changed;
      if ((await outcomeOf(theirs)) === outcome) break;
    } while (tookMs < 10_000);
    // When the last request that was answered by the old state was sent; those that follow are all answered by the new one.
    expect(tookMs).toBeLessThan(withinMs);
    for (let again = 0; again < 3; again++) expect(await outcomeOf(theirs)).toBe(outcome);
  });
});
