/**
 * S3 by the clients that people use: the AWS CLI, boto3 with its transfer manager, the SDK's uploads in parts, rclone, s3fs and MinIO's mc. Each has
 * a Lockstead of its own, with its data on disk. What is not installed is skipped by name, with what it needs.
 * Run by hand it tries those whose names it is given: `node packages/conformance/src/s3-clients.ts rclone s3fs`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startLockstead } from 'lockstead';

const venv = join(import.meta.dirname, '../.venv/bin');
const stores = join(import.meta.dirname, '../.stores');
const scripts = join(import.meta.dirname, 's3-clients');
const mcVersion = 'v0.0.0-20250313080218-cf909e1063a9';

type Command = readonly [file: string, ...args: string[]];

interface Client {
  readonly name: string;
  /** Takes a folder to work in. Answers `undefined` where the client cannot be had here. */
  readonly command: () => ((folder: string) => Command) | undefined;
  readonly needs: string;
}

function hasPython(): boolean {
  return existsSync(join(venv, 'aws'));
}

function answers(file: string, ...args: readonly string[]): boolean {
  return spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}

/** Its code is under the AGPL: it is run, and not looked into. */
function minioClient(): string | undefined {
  const binary = join(stores, 'mc');
  if (existsSync(binary)) return binary;
  if (!answers('go', 'version')) return undefined;
  process.stdout.write("building MinIO's mc from Go's module proxy\n");
  mkdirSync(stores, { recursive: true });
  const env = { ...process.env, GOBIN: stores };
  const module = `github.com/minio/mc@${mcVersion}`;
  const { status } = spawnSync('go', ['install', module], { stdio: 'ignore', timeout: 900_000, env });
  return status === 0 ? binary : undefined;
}

const bash =
  (script: string, ...args: readonly string[]) =>
  (folder: string): Command => ['bash', join(scripts, script), folder, ...args];

const clients: readonly Client[] = [
  {
    name: 'aws-cli',
    command: () => (hasPython() ? bash('aws-cli.sh', join(venv, 'aws')) : undefined),
    needs: 'python3 with venv and pip',
  },
  {
    name: 'boto3',
    command: () =>
      hasPython() ? (folder) => [join(venv, 'python'), join(scripts, 'boto3_bucket.py'), folder] : undefined,
    needs: 'python3 with venv and pip',
  },
  {
    name: 'lib-storage',
    command: () => () => [process.execPath, join(scripts, 'lib-storage.mjs')],
    needs: 'nothing',
  },
  {
    name: 'rclone',
    command: () => (answers('rclone', 'version') ? bash('rclone.sh', 'rclone') : undefined),
    needs: 'rclone (Debian: apt-get install rclone)',
  },
  {
    name: 's3fs',
    command: () =>
      hasPython() && answers('s3fs', '--version') && existsSync('/dev/fuse')
        ? bash('s3fs.sh', 's3fs', join(venv, 'aws'))
        : undefined,
    needs: 's3fs (Debian: apt-get install s3fs), /dev/fuse, and python3 for the AWS CLI',
  },
  {
    name: 'mc',
    command: () => {
      const mc = minioClient();
      return mc === undefined ? undefined : bash('mc.sh', mc);
    },
    needs: "MinIO's mc, which go builds from the Go module proxy",
  },
];

async function speaks(command: (folder: string) => Command): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'lockstead-s3-client-'));
  const work = join(home, 'work');
  mkdirSync(work);
  const cloud = await startLockstead({ data: join(home, 'data') });
  try {
    const [file, ...args] = command(work);
    const child = spawn(file, args, {
      stdio: 'inherit',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        AWS_ENDPOINT_URL: cloud.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_PAGER: '',
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
      },
    });
    const [status] = (await once(child, 'exit')) as [number | null];
    return status === 0;
  } finally {
    await cloud.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** All, or those that are named. Whether all that could be had did what they should. */
export async function speakS3(names: readonly string[] = []): Promise<boolean> {
  let allRight = true;
  for (const { name, command, needs } of clients) {
    if (names.length > 0 && !names.includes(name)) continue;
    const there = command();
    if (there === undefined) process.stdout.write(`skipped: S3 by ${name} needs ${needs}\n`);
    else if (!(await speaks(there))) {
      process.stdout.write(`S3 by ${name}: failed\n`);
      allRight = false;
    }
  }
  return allRight;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = (await speakS3(process.argv.slice(2))) ? 0 : 1;
}
