/** `lockstead credentials serve` before an unmodified SDK: it finds the role in both places, and goes on across an expiry. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { startLockstead } from 'lockstead';

const bin = join(import.meta.dirname, '../../../lockstead');
const program = join(import.meta.dirname, 'clients', 'boto3_workload.py');

/**
 * By the place where it is found: what boto3 calls it, and the session's name; whether it asks again at once. Of an instance it makes an expiry that is near
 * later by itself, and asks again after a quarter of an hour.
 */
const places = [
  ['container', 'container-role', /^[0-9a-f]{32}$/, true],
  ['instance', 'iam-role', /^i-[0-9a-f]{17}$/, false],
] as const;

type Lines = AsyncIterator<string>;

function linesOf(child: ChildProcess): Lines {
  if (child.stdout === null) throw new TypeError('standard output is a pipe');
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function next(lines: Lines, what: string): Promise<string> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error(`${what} ended early`);
  return value;
}

export async function speakAsWorkload(interpreter: string): Promise<boolean> {
  const cloud = await startLockstead({ ephemeral: true });
  const home = mkdtempSync(join(tmpdir(), 'lockstead-workload-'));
  const admin = new IAMClient(cloud.clientConfig());
  const Principal = { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] };
  const trust = { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' } };
  await admin.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const base = { PATH: process.env['PATH'] ?? '', HOME: home };
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const env = {
    ...base,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const serve = ['credentials', 'serve', '--role', 'role/app', '--port', '0', '--for', '15m', '--json'];
  const serving = spawn(bin, serve, { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const ways = JSON.parse(await next(linesOf(serving), 'lockstead credentials serve'));
    for (const [place, method, session, asksAgain] of places) {
      const child = spawn(interpreter, [program], {
        env: { ...base, ...ways[place] },
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const lines = linesOf(child);
      const first = (await next(lines, 'boto3')).split(' ');
      if (asksAgain) await cloud.clock.advance('PT20M');
      child.stdin?.end('go on\n');
      const second = (await next(lines, 'boto3')).split(' ');
      const isRight =
        first[1] === method &&
        session.test(first[2]?.split('/').at(-1) ?? '') &&
        first[2] === second[2] &&
        (first[3] !== second[3]) === asksAgain;
      if (!isRight) {
        process.stdout.write(`boto3 in place of the ${place}: ${first.join(' ')}; then ${second.join(' ')}\n`);
        return false;
      }
    }
    return true;
  } finally {
    serving.kill('SIGTERM');
    await once(serving, 'exit');
    rmSync(home, { recursive: true, force: true });
    await cloud.stop();
  }
}
