/**
 * `npm run drift [-- --json]`: how far AWS has moved on. Compares the pinned client packages and the constraint tables with the newest
 * that the registries have, fetched into a temporary folder. Exit 0: nothing new; 1: something is; 2: a registry could not be asked.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { modelOfSchemas, type ServiceModel, serviceById, serviceTable } from '../packages/wire/src/index.ts';
import { compareConstraints, compareModels, isEmptyDrift, type ModelDrift } from '../packages/wire/src/model/drift.ts';
import type { ConstraintTable } from '../packages/wire/src/validate/constraint-table.ts';

interface PackageDrift {
  readonly package: string;
  readonly pinned: string;
  readonly newest: string;
  readonly drift: ModelDrift;
}

interface Report {
  readonly packages: readonly PackageDrift[];
  readonly botocore:
    | {
        readonly pinned: string;
        readonly newest: string;
        readonly constraints: Readonly<Record<string, readonly string[]>>;
      }
    | undefined;
  /** What could not be asked, and why. */
  readonly unverified: readonly string[];
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const folder = await mkdtemp(join(tmpdir(), 'lockstead-drift-'));
try {
  const report = await makeReport();
  if (values.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else print(report);
  const isNew =
    report.packages.some(({ drift }) => !isEmptyDrift(drift)) ||
    Object.values(report.botocore?.constraints ?? {}).some((lines) => lines.length > 0);
  process.exitCode = report.unverified.length > 0 ? 2 : isNew ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeReport(): Promise<Report> {
  const unverified: string[] = [];
  const packages: PackageDrift[] = [];
  for (const entry of serviceTable) {
    const name = `@aws-sdk/client-${entry.clientPackage}`;
    const pinned = entry.clientPackage === undefined ? undefined : pinnedVersion(name);
    if (pinned === undefined) continue;
    try {
      packages.push(await packageDrift(entry.id, name, pinned));
    } catch (error) {
      unverified.push(`${name}: ${String(error).split('\n')[0]}`);
    }
  }
  const botocore = await botocoreDrift().catch((error: unknown) => {
    unverified.push(`botocore: ${String(error).split('\n')[0]}`);
    return undefined;
  });
  return { packages, botocore, unverified };
}

/** Of what is installed; packages that nobody here uses yet are not. */
function pinnedVersion(name: string): string | undefined {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return undefined;
  }
}

async function packageDrift(id: string, name: string, pinned: string): Promise<PackageDrift> {
  const newest = (await run('npm', ['view', name, 'version'], { cwd: root })).stdout.trim();
  const before = modelOf(id, await import(name));
  if (newest === pinned) return { package: name, pinned, newest, drift: compareModels(before, before) };
  const target = join(folder, id);
  await run('npm', ['install', '--prefix', target, '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${newest}`]);
  const after = modelOf(id, await import(pathToFileURL(join(target, 'node_modules', name, 'dist-cjs/index.js')).href));
  return { package: name, pinned, newest, drift: compareModels(before, after) };
}

function modelOf(id: string, module: object): ServiceModel {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  return modelOfSchemas(entry, Object.values(module));
}

/** The newest botocore makes the tables again, beside ours. */
async function botocoreDrift(): Promise<NonNullable<Report['botocore']>> {
  const target = join(folder, 'botocore');
  const python = process.env['LOCKSTEAD_PYTHON'] ?? 'python3';
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', target, 'botocore']);
  const out = join(folder, 'tables');
  const tables = join(root, 'packages/wire/src/model/constraints');
  const ours: Map<string, ConstraintTable> = new Map();
  for (const file of await readdir(tables)) ours.set(file.replace('.json', ''), await readTable(join(tables, file)));
  const pairs = [...ours].map(([id, table]) => `${id}=${table.source.split('/')[0]}`);
  await run(python, [join(root, 'scripts/generate-constraints.py'), out, ...pairs], {
    env: { ...process.env, PYTHONPATH: target },
  });
  const constraints: Record<string, readonly string[]> = {};
  let newest = '';
  let pinned = '';
  for (const [id, table] of ours) {
    const fresh = await readTable(join(out, 'constraints', `${id}.json`));
    newest = fresh.botocore;
    pinned = table.botocore;
    constraints[id] = compareConstraints(table, fresh);
  }
  return { pinned, newest, constraints };
}

async function readTable(path: string): Promise<ConstraintTable> {
  return JSON.parse(await readFile(path, 'utf8')) as ConstraintTable;
}

function print({ packages, botocore, unverified }: Report): void {
  for (const { package: name, pinned, newest, drift } of packages) {
    console.log(`${name} ${pinned}${newest === pinned ? ' is the newest' : ` -> ${newest}`}`);
    for (const [what, { added, removed }] of Object.entries(drift) as [string, ModelDrift['members']][]) {
      for (const one of added) console.log(`  ${what} + ${one}`);
      for (const one of removed) console.log(`  ${what} - ${one}`);
    }
  }
  if (botocore !== undefined) {
    console.log(
      `botocore ${botocore.pinned}${botocore.newest === botocore.pinned ? ' is the newest' : ` -> ${botocore.newest}`}`,
    );
    for (const [id, lines] of Object.entries(botocore.constraints))
      for (const line of lines) console.log(`  ${id}: ${line}`);
  }
  for (const line of unverified) console.log(`not verified: ${line}`);
}
