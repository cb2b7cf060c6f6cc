/**
 * kill -9 of the whole server while sixteen clients create users over HTTP: no acknowledged write is lost, none is there by half, and each has
 * its event, whoever was told of it.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { GetUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { send, signed } from '../support/signed.ts';

const rounds = 20;
const clients = 16;

async function createUser({ port, keys }: ServerProcess, name: string): Promise<number> {
  const body = `Action=CreateUser&Version=2010-05-08&UserName=${name}&Tags.member.1.Key=k&Tags.member.1.Value=${name}`;
  const headers = { host: `127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded' };
  const unsigned = { headers, body };
  return (await send(port, unsigned, signed(unsigned, { keys, service: 'iam' }))).status;
}

function configOf({ port, keys }: ServerProcess) {
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: keys, maxAttempts: 1 };
}

async function usersOf(iam: IAMClient, prefix: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let Marker: string | undefined;
  do {
    const page = await iam.send(new ListUsersCommand({ MaxItems: 1000, ...(Marker === undefined ? {} : { Marker }) }));
    for (const { UserName = '' } of page.Users ?? []) if (UserName.startsWith(prefix)) names.add(UserName);
    Marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (Marker !== undefined);
  return names;
}

/** The users that events say were created, each as often as they say it. */
async function createdOf(cloudTrail: CloudTrailClient, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudTrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateUser' }],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { CloudTrailEvent = '{}' } of page.Events ?? []) {
      const { requestParameters, errorCode } = JSON.parse(CloudTrailEvent);
      if (errorCode === undefined && requestParameters.userName.startsWith(prefix))
        names.push(requestParameters.userName);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names;
}

test(`${rounds} rounds`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-kill-'));
  const data = join(folder, 'data');
  let acknowledgedInAll = 0;
  let unacknowledgedKept = 0;
  let server = await startServer(data);
  try {
    for (let round = 0; round < rounds; round++) {
      const acknowledged = new Set<string>();
      const asked = new Set<string>();
      const enough = 20 + round * 7;
      let killed = false;
      const client = async (): Promise<void> => {
        while (!killed) {
          const name = `r${round}-n${asked.size}`;
          asked.add(name);
          const status = await createUser(server, name).catch(() => undefined);
          if (status === undefined) return;
          expect(status).toBe(200);
          acknowledged.add(name);
          if (acknowledged.size >= enough && !killed) {
            killed = true;
            server.child.kill('SIGKILL');
          }
        }
      };
      const ended = once(server.child, 'exit');
      await Promise.all(Array.from({ length: clients }, client));
      await ended;

      server = await startServer(data);
      const config = configOf(server);
      const iam = new IAMClient(config);
      const users = await usersOf(iam, `r${round}-`);
      const created = await createdOf(new CloudTrailClient(config), `r${round}-`);
      expect(
        [...acknowledged].filter((name) => !users.has(name)),
        `round ${round}: acknowledged and lost`,
      ).toEqual([]);
      expect([...users].filter((name) => !asked.has(name))).toEqual([]);
      expect([...created].sort(), `round ${round}: an event for each user, one`).toEqual([...users].sort());
      // What is there is whole: found by its name, with its tag.
      for (const name of [...users].slice(-clients)) {
        const { User } = await iam.send(new GetUserCommand({ UserName: name }));
        expect(User?.Tags).toEqual([{ Key: 'k', Value: name }]);
      }
      acknowledgedInAll += acknowledged.size;
      unacknowledgedKept += users.size - acknowledged.size;
    }
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  expect(acknowledgedInAll).toBeGreaterThan(rounds * 20);
  console.log(
    `${acknowledgedInAll} acknowledged and kept, ${unacknowledgedKept} more kept whole whose answer did not get out`,
  );
});
