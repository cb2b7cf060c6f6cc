/**
 * The front before single services that are no emulators of all: ElasticMQ (SQS, from Maven Central) and Versity's S3 gateway (from Go's module
 * proxy), which checks signatures, so that the front signs anew. A walk gives the same through the front as without it, a user without permissions is
 * denied each step by name, and a role with exactly its least policy walks as root does. Each is skipped with a message where it cannot be had.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { account, frontBefore, type Server, served } from './front/servers.ts';
import { installed, type Keys, linesOf, nobodyAt, tell, test, tryLeast, type Walk } from './front/walks.ts';
import { compareWalks, deniedByName, type Verdict } from './front-verdict.ts';

const folder = join(import.meta.dirname, '../.stores');

interface Store {
  readonly name: string;
  readonly service: string;
  readonly walk: Walk;
  /** As the store itself knows them. */
  readonly keys: Keys;
  /** Behind the question mark of `--upstream`. */
  readonly options: string;
  /** Gets it; undefined where it cannot be had. */
  readonly get: () => ((home: string) => Promise<Server>) | undefined;
  readonly needs: string;
}

const done = (
  command: string,
  args: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): boolean =>
  spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 600_000, env: { ...process.env, ...more } }).status === 0;

const elasticMqConf = (port: number): string => `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
aws { region = us-east-1, accountId = ${account} }
`;

/** By a project of its own, since its published one names a test library that is not published. */
function elasticMq(): ((home: string) => Promise<Server>) | undefined {
  const jars = join(folder, 'elasticmq');
  if (!existsSync(jars)) {
    process.stdout.write('getting ElasticMQ from Maven Central\n');
    const project = join(import.meta.dirname, 'front/elasticmq');
    const goal = ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${jars}`];
    if (!done('mvn', goal, project)) {
      rmSync(jars, { recursive: true, force: true });
      return undefined;
    }
  }
  const argv = (conf: string): readonly string[] => [
    `-Dconfig.file=${conf}`,
    '-cp',
    join(jars, '*'),
    'org.elasticmq.server.Main',
  ];
  return (home) =>
    served(
      'java',
      (port) => {
        const conf = join(home, `${port}.conf`);
        writeFileSync(conf, elasticMqConf(port));
        return argv(conf);
      },
      home,
    );
}

const gatewayVersion = 'v1.8.0';
const gatewayKeys: Keys = { accessKeyId: 'store', secretAccessKey: 'store-secret' };

function s3Gateway(): ((home: string) => Promise<Server>) | undefined {
  const binary = join(folder, 'versitygw');
  if (!existsSync(binary)) {
    process.stdout.write("building Versity's S3 gateway from Go's module proxy\n");
    mkdirSync(folder, { recursive: true });
    const module = `github.com/versity/versitygw/cmd/versitygw@${gatewayVersion}`;
    if (!done('go', ['install', module], folder, { GOBIN: folder })) return undefined;
  }
  return (home) =>
    served(
      binary,
      (port) => {
        const objects = join(home, `${port}`);
        mkdirSync(objects);
        return ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', objects];
      },
      home,
      { ROOT_ACCESS_KEY_ID: gatewayKeys.accessKeyId, ROOT_SECRET_ACCESS_KEY: gatewayKeys.secretAccessKey },
    );
}

const stores: readonly Store[] = [
  {
    name: 'ElasticMQ',
    service: 'sqs',
    walk: linesOf('front_walk.py', 'sqs'),
    keys: test,
    options: `account=fixed:${account}`,
    get: elasticMq,
    needs: 'java and mvn, and org.elasticmq:elasticmq-server from Maven Central',
  },
  {
    name: "Versity's S3 gateway",
    service: 's3',
    walk: linesOf('front_s3_walk.py'),
    keys: gatewayKeys,
    options: `account=fixed:${account}&sign=${gatewayKeys.accessKeyId}:${gatewayKeys.secretAccessKey}`,
    get: s3Gateway,
    needs: 'go, and github.com/versity/versitygw from the Go module proxy',
  },
];

async function tryStore(store: Store): Promise<readonly Verdict[]> {
  const { name, service, walk, keys, options } = store;
  const open = store.get();
  if (open === undefined) {
    process.stdout.write(`skipped: the front before ${name} needs ${store.needs}\n`);
    return [];
  }
  const home = mkdtempSync(join(tmpdir(), 'lockstead-store-'));
  try {
    await using bare = await open(home);
    const direct = walk(bare.endpoint, keys);
    await using backend = await open(home);
    await using front = await frontBefore([`${service}=${backend.endpoint}?${options}`], home);
    const denied = walk(front.endpoint, nobodyAt(front.endpoint));
    const through = walk(front.endpoint, test);
    // The walk leaves nothing behind.
    const refresh = async (): Promise<void> => undefined;
    const least = await tryLeast({ name: service, walk, through, front: front.endpoint, refresh });
    return [compareWalks(direct, through), deniedByName(denied), least].map(({ says, faults }) => ({
      says: `${name}: ${says}`,
      faults,
    }));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (installed()) for (const store of stores) tell(await tryStore(store));
else
  process.stdout.write('skipped: the front before other stores needs python3 with venv and pip, and boto3 from PyPI\n');
