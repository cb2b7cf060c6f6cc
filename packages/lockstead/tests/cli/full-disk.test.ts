/** A disk that is full while the server runs: what is there can be read, and whoever looks after it is told. */
import { IAMClient, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { keysOfProfile } from '#client/shared-credentials';
import { emptyFolder, serving } from './cli.ts';
import { shown } from './terminal.ts';

const mebibyte = 2048;

test('writes fail: health and status say so, and since when; reads go on', { timeout: 60_000 }, async () => {
  const folder = emptyFolder();
  const server = await serving([], { cwd: folder.path, fileBlocksMax: mebibyte });
  const keys = keysOfProfile(`${folder.path}/.lockstead/credentials`, 'lockstead');
  const credentials = { accessKeyId: keys?.accessKeyId ?? '', secretAccessKey: keys?.secretAccessKey.reveal() ?? '' };
  const iam = new IAMClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  const before = new Date().toISOString();
  let writes = 0;
  const fill = async (): Promise<void> => {
    for (; writes < 500; writes++) {
      const Statement = { Effect: 'Deny', Action: `s3:${'x'.repeat(1500)}${writes}`, Resource: '*' };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      await iam.send(new PutUserPolicyCommand({ UserName: 'admin', PolicyName: 'filler', PolicyDocument }));
    }
  };
  await expect(fill()).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  expect(writes).toBeGreaterThan(0);

  const health = await fetch(`${server.endpoint}/_lockstead/health`);
  const said = (await health.json()) as { readonly since: string };
  expect(health.status).toBe(503);
  expect(said).toMatchObject({ status: 'degraded', reason: 'The store can be read, and not be written.' });
  expect(before < said.since && said.since < new Date().toISOString()).toBe(true);

  const status = await shown(['status'], { workingDirectory: folder.path, environment: { HOME: folder.path } });
  expect({ code: status.code, out: status.out }).toEqual({ code: 1, out: '' });
  expect(status.err).toMatch(
    /^lockstead: Lockstead \S+ on \S+ cannot serve since \S+Z: The store can be read, and not be written\.\n$/,
  );

  expect((await iam.send(new ListUsersCommand({}))).Users).toHaveLength(1);
  await server.stop('SIGKILL');
  folder.remove();
});
