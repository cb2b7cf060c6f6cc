/** A guardrail that is changed on one node binds the next request there, and on another node within a second. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { created } from '../organizations/organization.ts';
import { type Clients, keysOf } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { newSite, ownServer, type Site, twoNodes } from './database.ts';
import type { StartedNode } from './node.ts';

const withinMs = 1000;
const Content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*"}]}';

let server: PostgresServer;
let site: Site;
let nodes: readonly [StartedNode, StartedNode];
/** Of each node, as its own administrator. */
let clients: readonly [org.OrganizationsClient, org.OrganizationsClient];
let rootId: string;
/** Where the deny is attached. */
let guarded: string;
let policyId: string;
let account: string;

function administrator({ dataDirectory }: StartedNode): Keys {
  const text = readFileSync(join(dataDirectory, 'credentials'), 'utf8');
  const value = (name: string): string => new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}

beforeAll(async () => {
  server = await ownServer();
  site = await newSite(server);
  nodes = await twoNodes(site);
  const [one, other] = nodes;
  const keys = administrator(one);
  clients = [
    new org.OrganizationsClient(one.clientConfig(keys)),
    new org.OrganizationsClient(other.clientConfig(keys)),
  ];
  const [client] = clients;
  await client.send(new org.CreateOrganizationCommand({}));
  rootId = (await client.send(new org.ListRootsCommand({}))).Roots?.[0]?.Id ?? '';
  const unit = new org.CreateOrganizationalUnitCommand({ Name: 'guarded', ParentId: rootId });
  guarded = (await client.send(unit)).OrganizationalUnit?.Id ?? '';
  const policy = new org.CreatePolicyCommand({ Name: 'no', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content });
  policyId = (await client.send(policy)).Policy?.PolicySummary?.Id ?? '';
  await client.send(new org.AttachPolicyCommand({ PolicyId: policyId, TargetId: guarded }));
  const asked = await client.send(new org.CreateAccountCommand({ AccountName: 'one', Email: 'one@example.com' }));
  account = (await created(client, asked.CreateAccountStatus?.Id)).AccountId ?? '';
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function keysInAccount(node: StartedNode): Promise<Keys> {
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const { Credentials } = await node
    .clients(administrator(nodes[0]))
    .sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  return keysOf(Credentials);
}

async function outcomeOf({ iam }: Clients): Promise<string> {
  try {
    await iam.send(new ListUsersCommand({}));
    return 'ok';
  } catch (error) {
    return (error as Error).name;
  }
}

const move = (from: () => string, to: () => string) => (client: org.OrganizationsClient) =>
  client.send(new org.MoveAccountCommand({ AccountId: account, SourceParentId: from(), DestinationParentId: to() }));
const attach = (TargetId: () => string) => (client: org.OrganizationsClient) =>
  client.send(new org.AttachPolicyCommand({ PolicyId: policyId, TargetId: TargetId() }));
const detach = (TargetId: () => string) => (client: org.OrganizationsClient) =>
  client.send(new org.DetachPolicyCommand({ PolicyId: policyId, TargetId: TargetId() }));

/** One after the other: each begins where the one before ended. */
const steps: readonly [string, (client: org.OrganizationsClient) => Promise<unknown>, string][] = [
  ['a policy is attached to the root', attach(() => rootId), 'AccessDenied'],
  ['a policy is detached from the root', detach(() => rootId), 'ok'],
  [
    'the account is moved',
    move(
      () => rootId,
      () => guarded,
    ),
    'AccessDenied',
  ],
  [
    'the account is moved back',
    move(
      () => guarded,
      () => rootId,
    ),
    'ok',
  ],
  ['a policy is attached to the account', attach(() => account), 'AccessDenied'],
  [
    'the policy is changed',
    (client) =>
      client.send(
        new org.UpdatePolicyCommand({ PolicyId: policyId, Content: Content.replace('ListUsers', 'ListRoles') }),
      ),
    'ok',
  ],
  [
    'the policy is changed back',
    (client) => client.send(new org.UpdatePolicyCommand({ PolicyId: policyId, Content })),
    'AccessDenied',
  ],
  [
    'the type is disabled',
    (client) => client.send(new org.DisablePolicyTypeCommand({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    'ok',
  ],
  [
    'the account is closed',
    (client) => client.send(new org.CloseAccountCommand({ AccountId: account })),
    'InvalidClientTokenId',
  ],
];

describe('steps, on one node and the other in turn', () => {
  let keys: Keys;
  let outcome = 'ok';
  beforeAll(async () => {
    keys = await keysInAccount(nodes[0]);
  });

  test.each(steps)('%s', async (title, change, expected) => {
    const at = steps.findIndex(([name]) => name === title) % 2;
    const [here, there] = at === 0 ? nodes : [nodes[1], nodes[0]];
    const [ours, theirs] = [here.clients(keys), there.clients(keys)];
    // Twice, so that both nodes hold in memory what they are to forget.
    for (const asked of [ours, theirs, ours, theirs]) expect(await outcomeOf(asked)).toBe(outcome);
    await change(clients[at as 0 | 1]);
    const changed = performance.now();
    expect(await outcomeOf(ours)).toBe(expected);
    let tookMs: number;
    do {
      tookMs = performance.now() - changed;
      if ((await outcomeOf(theirs)) === expected) break;
    } while (tookMs < 10_000);
    expect(tookMs).toBeLessThan(withinMs);
    for (let again = 0; again < 3; again++) expect(await outcomeOf(theirs)).toBe(expected);
    outcome = expected;
  });
});
