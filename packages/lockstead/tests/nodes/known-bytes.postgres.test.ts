/** The bytes of imported key materials are in none of PostgreSQL's files, its write-ahead log among them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { formsOf, foundInFiles, importKnown } from '../kms/known-bytes-proof.ts';
import { newSite, ownServer } from './database.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('imported key materials are not in the database', async () => {
  await using site = await newSite(server);
  const node = await site.node('one');
  const text = readFileSync(join(node.dataDirectory, 'credentials'), 'utf8');
  const value = (name: string): string => new RegExp(`^${name} *= *(\\S+)`, 'm').exec(text)?.[1] ?? '';
  const credentials = { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
  const client = new KMSClient({ endpoint: node.endpoint, region: 'us-east-1', credentials });
  const known = await importKnown(client, 'in PostgreSQL');
  // What is in its memory goes to its files.
  await site.query('CHECKPOINT');
  const [row] = await site.query('SHOW data_directory');
  const folder = String(row?.['data_directory']);
  expect(foundInFiles(folder, formsOf(known))).toEqual([]);
  expect(foundInFiles(node.dataDirectory, formsOf(known))).toEqual([]);
  // The search works: the names of what was imported are there.
  expect(foundInFiles(folder, [{ what: 'materials', bytes: Buffer.from('kms.material') }])).not.toEqual([]);
});
