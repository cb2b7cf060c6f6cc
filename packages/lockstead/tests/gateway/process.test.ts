/** The server as a process: how it ends, and HTTPS. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exchange, requestText } from '../support/raw.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { type Keys, signed } from '../support/signed.ts';

let folder: string;
const servers: ServerProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-process-'));
});
afterEach(() => {
  for (const { child } of servers.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function started(...flags: readonly string[]): Promise<ServerProcess> {
  const server = await startServer(join(folder, 'data'), flags);
  servers.push(server);
  return server;
}

async function ended(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? child.signalCode;
}

function createUser(port: number, keys: Keys, name: string): string {
  const body = `Action=CreateUser&Version=2010-05-08&UserName=${name}`;
  const headers = { host: `127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded' };
  return requestText('POST / HTTP/1.1', signed({ headers, body }, { keys, service: 'iam' }), body);
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('finishes what is under way, keeps it, and exits with 0', async () => {
    const server = await started();
    const text = createUser(server.port, server.keys, 'in-flight');
    const flight = exchange(server.port, [text.slice(0, -5), text.slice(-5)], {
      pauseMs: 300,
      answers: 1,
      silenceMs: 100,
    });
    await new Promise((resume) => setTimeout(resume, 400));
    server.child.kill(signal);
    const reply = await flight;
    expect(reply.statuses).toEqual([200]);
    expect(await ended(server.child)).toBe(0);
    const again = await started();
    const get = createUser(again.port, again.keys, 'in-flight');
    expect((await exchange(again.port, [get], { answers: 1, silenceMs: 100 })).text).toContain('EntityAlreadyExists');
  });

  test('a second one exits at once', async () => {
    const server = await started();
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\n\r\n');
    await new Promise((resume) => setTimeout(resume, 800));
    server.child.kill(signal);
    await new Promise((resume) => setTimeout(resume, 200));
    expect(server.child.exitCode).toBeNull();
    server.child.kill(signal);
    expect(await ended(server.child)).toBe(1);
    socket.destroy();
  });
});

describe('HTTPS', () => {
  test('with a certificate of its own: taken; plain HTTP is not spoken there', async () => {
    const server = await started('--tls-self-signed');
    const { port, keys } = server;
    const host = `127.0.0.1:${port}`;
    const body = 'Action=ListUsers&Version=2010-05-08';
    const headers = signed(
      { headers: { host, 'content-type': 'application/x-www-form-urlencoded' }, body },
      { keys, service: 'iam' },
    );
    const status = await new Promise<number>((resolve, reject) => {
      const sent = httpsRequest(
        { host: '127.0.0.1', port, method: 'POST', headers, rejectUnauthorized: false },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    expect(status).toBe(200);
    const plain = await exchange(port, [`GET /_lockstead/health HTTP/1.1\r\nhost: ${host}\r\n\r\n`], {
      silenceMs: 800,
    });
    expect(plain.statuses.filter((code) => code < 400)).toEqual([]);
  });
});
