/** Nodes that start: which of them makes the account, what each writes into its directory, and what is refused in one sentence. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { clientsOf } from '../support/clients.ts';
import { newSite, ownServer, type Site } from './database.ts';
import { credentialsIn, type StartedNode, starting } from './node.ts';

let server: PostgresServer;
let site: Site;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  site = await newSite(server);
});
afterEach(() => site[Symbol.asyncDispose]());

async function accountOf({ admin }: StartedNode): Promise<string | undefined> {
  return (await admin.sts.send(new GetCallerIdentityCommand({}))).Account;
}

const passwordsIn = (directory: string): readonly string[] =>
  readdirSync(directory).filter((name) => name.startsWith('root-password'));

test('three first starts at once make one account; each node has its credentials, and one of them the root password', async () => {
  const nodes = await Promise.all(['a', 'b', 'c'].map((name) => site.node(name)));
  expect(new Set(await Promise.all(nodes.map(accountOf))).size).toBe(1);
  const [first, ...others] = nodes.map(({ dataDirectory }) => readFileSync(join(dataDirectory, 'credentials'), 'utf8'));
  expect(others).toEqual([first, first]);
  for (const { admin } of nodes) {
    const { Users = [] } = await admin.iam.send(new ListUsersCommand({}));
    expect(Users.map(({ UserName }) => UserName)).toEqual(['admin']);
  }
  expect(nodes.map(({ dataDirectory }) => passwordsIn(dataDirectory)).toSorted()).toEqual([[], [], ['root-password']]);
  // Which of them is right is known by the account that it names.
  const [password = ''] = nodes.flatMap(({ dataDirectory }) =>
    passwordsIn(dataDirectory).map((name) => readFileSync(join(dataDirectory, name), 'utf8')),
  );
  expect(password).toContain(await accountOf(nodes[0] as StartedNode));
});

test('two first starts that share a data directory keep the root password of the one that was first', async () => {
  const [one, other] = await Promise.all([site.node('same'), site.node('same')]);
  expect(await accountOf(one)).toBe(await accountOf(other));
  expect(passwordsIn(one.dataDirectory)).toEqual(['root-password']);
  expect(readFileSync(join(one.dataDirectory, 'root-password'), 'utf8')).toContain(await accountOf(one));
});

test("a later node finds the account, and one node's credentials are good on another", async () => {
  const one = await site.node('one');
  const late = await site.node('late');
  expect(await accountOf(late)).toBe(await accountOf(one));
  const { sts } = clientsOf(late, credentialsIn(one.dataDirectory));
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toMatch(/:user\/admin$/);
  expect(passwordsIn(late.dataDirectory)).toEqual([]);
});

test('a node with an empty directory joins after all that there were have stopped', async () => {
  const one = await site.node('one');
  const account = await accountOf(one);
  expect((await one.stop()).code).toBe(0);
  expect(await accountOf(await site.node('new'))).toBe(account);
});

describe('refused with one sentence and exit code 2', () => {
  async function refusal(options: Partial<Parameters<typeof starting>[0]>): Promise<string> {
    const { ended } = starting({ folder: site.folder, name: 'refused', store: site.url, ...options });
    const { code, err } = await ended;
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    return err;
  }

  test('another root key', async () => {
    const one = await site.node('one');
    const err = await refusal({ rootKey: '08'.repeat(32) });
    expect(err).toContain('the root key is not the one');
    expect(existsSync(join(site.folder, 'refused', 'credentials'))).toBe(false);
    await accountOf(one);
  });

  test('no root key', async () => {
    const { ended } = starting({ folder: site.folder, name: 'refused', store: site.url, withoutRootKey: true });
    const { code, err } = await ended;
    expect([code, err]).toEqual([2, 'lockstead: --store postgres://… needs --root-key, the same on every node.\n']);
  });

  test('a database that is not there', async () => {
    const url = new URL(site.url);
    url.pathname = '/nowhere';
    url.password = 'hunter2';
    const err = await refusal({ store: url.href });
    expect(err).toContain('nowhere');
    expect(err).not.toContain('hunter2');
  });

  test('a server that does not answer', async () => {
    const url = new URL(site.url);
    url.port = '1';
    expect(await refusal({ store: url.href })).toContain('127.0.0.1:1');
  });

  test('another account', async () => {
    await site.node('one');
    expect(await refusal({ flags: ['--account-id', '999999999999'] })).toContain('belongs to account');
  });
});
