/**
 * The bytes of imported key materials are nowhere but in the crypto process: not in the data directory, the write-ahead log, a backup, the log, or
 * the memory of the process that speaks HTTP.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { KMSClient } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { childrenOf } from '../support/children.ts';
import { startServer } from '../support/server-process.ts';
import { formsOf, foundIn, foundInFiles, foundInMemory, importKnown } from './known-bytes-proof.ts';

const bin = new URL('../../bin/lockstead.mjs', import.meta.url).pathname;

test('the forms that are looked for are found where they are', () => {
  const bytes = Buffer.from('0123456789abcdef0123456789abcdef');
  const needles = formsOf([{ what: 'it', bytes }]);
  const around = [bytes, Buffer.concat([Buffer.from('x'), bytes, Buffer.from('yz')])];
  for (const place of around) {
    expect(foundIn(place, needles)).toContain('it');
    expect(foundIn(Buffer.from(place.toString('base64')), needles)).toContain('it in base64');
    expect(foundIn(Buffer.from(place.toString('hex')), needles)).toContain('it in hexadecimal');
  }
  expect(foundIn(Buffer.alloc(100), needles)).toEqual([]);
});

test('imported key materials are in the crypto process alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-known-bytes-'));
  const data = join(folder, 'data');
  const server = await startServer(data, ['--log-level', 'debug']);
  let log = '';
  for (const stream of [server.child.stdout, server.child.stderr]) {
    stream?.on('data', (chunk: Buffer | string) => {
      log += String(chunk);
    });
  }
  try {
    const config = { endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials: server.keys };
    const known = await importKnown(new KMSClient(config), 'known bytes');
    const needles = formsOf(known);

    const pid = server.child.pid ?? 0;
    const front = foundInMemory(pid, needles);
    const crypto = childrenOf(pid, 'crypto-process').map((child) => foundInMemory(child, needles));
    if (front === undefined)
      console.warn('the search in memory: skipped, this host does not let us look at another process');
    else {
      expect(front.found).toEqual([]);
      // The search works: what it looks for is where it must be.
      expect(front.bytes).toBeGreaterThan(10_000_000);
      const inCrypto = crypto.flatMap((memory) => memory?.found ?? []);
      expect(inCrypto).toEqual(expect.arrayContaining(['an AES key', 'an HMAC key']));
    }

    // With its write-ahead log, as a crash would leave it.
    expect(readdirSync(data)).toContain('lockstead.db-wal');
    expect(foundInFiles(data, needles)).toEqual([]);
    const backups = join(folder, 'backups');
    mkdirSync(backups);
    execFileSync(process.execPath, [bin, 'backup', join(backups, 'b.tar'), '--data', data], {
      env: { PATH: process.env['PATH'] },
    });
    expect(readFileSync(join(backups, 'b.tar')).length).toBeGreaterThan(10_000);
    expect(foundInFiles(backups, needles)).toEqual([]);
    expect(log).toContain('ImportKeyMaterial');
    expect(foundIn(Buffer.from(log), needles)).toEqual([]);
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
