/**
 * The front before moto: the same walk over thirteen services gives the same answers through the front as without it, and a user without
 * permissions is denied each of its steps by name. Then, service by service: a role with exactly the policy that `lockstead least` writes from the
 * walk of root passes the same walk, and with any one statement taken away it is denied, by the name of an action and a resource of that
 * statement. The same is done with a small application: events of a bucket in a queue, a table, a function whose code lies in a bucket.
 * moto is installed beside this package; where it cannot be, this is skipped with a message.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { frontBefore, type Server, served } from './front/servers.ts';
import { installed, linesOf, motoServer, nobodyAt, python, tell, test, tryLeast } from './front/walks.ts';
import { compareWalks, deniedByName, type Line, type Verdict } from './front-verdict.ts';

const services: readonly string[] =
  'dynamodb sqs sns lambda secretsmanager ssm kinesis logs events states ecr rds ec2'.split(' ');
/** Given as arguments, for a quicker look: only of these the least policies are tried. */
const chosen = process.argv.slice(2);

const walk = linesOf('front_walk.py');
const sampleApp = linesOf('front_sample_app.py');
/** Among the names of services that may be chosen. */
const appName = 'app';

function moto(home: string): Promise<Server> {
  return served(motoServer, (port) => ['-H', '127.0.0.1', '-p', String(port)], home);
}

/** Each walk has a backend of its own, which nobody has walked before. */
async function compare(): Promise<readonly Verdict[]> {
  const home = mkdtempSync(join(tmpdir(), 'lockstead-front-'));
  try {
    await using bare = await moto(home);
    await withoutDocker(bare.endpoint);
    python('front_setup.py', bare.endpoint, test);
    const direct = walk(bare.endpoint, test);
    const appDirect = sampleApp(bare.endpoint, test);
    // Its Lambda insists on the role, which the front makes there.
    await using backend = await moto(home);
    await using front = await frontBefore([backend.endpoint, `s3=${backend.endpoint}`], home);
    const denied = walk(front.endpoint, nobodyAt(front.endpoint));
    const through = walk(front.endpoint, test);
    const refresh = (): Promise<void> => freshMoto(backend.endpoint);
    await refresh();
    const app = sampleApp(front.endpoint, test);
    const verdicts = [compareWalks(direct, through), deniedByName(denied), sampleAppRuns(appDirect, app)];
    for (const name of chosen.length === 0 ? [...services, appName] : chosen) {
      const isApp = name === appName;
      const lines = through.filter((line) => line.service === (name === 'states' ? 'stepfunctions' : name));
      verdicts.push(
        await tryLeast({
          name,
          walk: isApp ? sampleApp : linesOf('front_walk.py', name),
          through: isApp ? app : lines,
          front: front.endpoint,
          refresh,
        }),
      );
    }
    return verdicts;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** It is the same through the front, and nothing of it fails. */
function sampleAppRuns(direct: readonly Line[], through: readonly Line[]): Verdict {
  const { faults } = compareWalks(direct, through, 1);
  const failed = through.filter(({ error }) => error !== undefined).map((line) => JSON.stringify(line).slice(0, 400));
  return {
    says: `the sample application is deployed and runs in ${through.length} steps, as without the front`,
    faults: [...faults, ...failed],
  };
}

/** As if nobody had walked there. */
async function freshMoto(moto: string): Promise<void> {
  await fetch(`${moto}/moto-api/reset`, { method: 'POST' });
  await withoutDocker(moto);
}

/** moto runs functions in containers, unless it is told otherwise. */
async function withoutDocker(moto: string): Promise<void> {
  await fetch(`${moto}/moto-api/config`, { method: 'POST', body: JSON.stringify({ lambda: { use_docker: false } }) });
}

if (installed()) tell(await compare());
else process.stdout.write('skipped: the front before moto needs python3 with venv and pip, and moto from PyPI\n');
