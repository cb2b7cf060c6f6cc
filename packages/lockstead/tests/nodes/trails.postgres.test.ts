/**
 * A trail whose server is two nodes: what happens on either is delivered once, and the digests are one chain, also where both deliver at once and one
 * of them is killed.
 */
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import {
  deliveryPolicy,
  newBucket,
  newTrail,
  type Reachable,
  recordsIn,
  s3Of,
  trailsOf,
} from '../cloudtrail/trails.ts';
import { verifiedDigests } from '../cloudtrail/verified-digests.ts';
import type { Keys } from '../support/lockstead.ts';
import { newSite, ownServer, type Site, twoNodes } from './database.ts';
import { credentialsIn, type StartedNode } from './node.ts';

let server: PostgresServer;
let site: Site;
let nodes: readonly [StartedNode, StartedNode];
let keys: Keys;
let account: string;

const as = ({ endpoint }: StartedNode): Reachable => ({
  clientConfig: () => ({ endpoint, region: 'us-east-1', credentials: keys }),
});

beforeAll(async () => {
  server = await ownServer();
  site = await newSite(server);
  nodes = await twoNodes(site, { flags: ['--dev'] });
  const [one] = nodes;
  keys = credentialsIn(one.dataDirectory);
  account = (await new STSClient(as(one).clientConfig()).send(new GetCallerIdentityCommand({}))).Account ?? '';
  await newBucket(s3Of(as(one)), 'shared', deliveryPolicy('shared', `AWSLogs/${account}`));
  await newTrail(trailsOf(as(one)), { Name: 'shared', S3BucketName: 'shared', EnableLogFileValidation: true });
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test('each event once, and one chain', async () => {
  const [one, other] = nodes;
  const made: string[] = [];
  for (let round = 0; round < 6; round++) {
    for (const node of nodes) {
      const UserName = `of-round-${round}-${made.length}`;
      await new IAMClient(as(node).clientConfig()).send(new CreateUserCommand({ UserName }));
      made.push(UserName);
    }
    const flushes = nodes.map((node) => node.call('POST', 'trails/flush', {}));
    for (const { status, body } of await Promise.all(flushes)) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain('Error');
    }
  }
  await new IAMClient(as(other).clientConfig()).send(new CreateUserCommand({ UserName: 'before-the-kill' }));
  made.push('before-the-kill');
  // It may have come to any step.
  const cutShort = one.call('POST', 'trails/flush', {}).catch(() => undefined);
  await one.kill();
  await cutShort;
  expect((await other.call('POST', 'trails/flush', {})).status).toBe(200);
  await other.call('POST', 'clock', { advance: 'PT2H' });

  const s3 = s3Of(as(other));
  const records = await recordsIn(s3, 'shared');
  expect(records.filter(({ eventName }) => eventName === 'CreateUser')).toHaveLength(made.length);
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length);
  const verifier = { s3, regional: trailsOf(as(other)), account };
  const digests = await verifiedDigests(verifier, 'shared', 'us-east-1');
  expect(digests.filter(({ previousDigestS3Object }) => previousDigestS3Object === null)).toHaveLength(1);
});
