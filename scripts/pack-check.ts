/**
 * `npm run pack:check`: what would be published, as its users get it. Each public package is compiled, packed, installed into an empty
 * folder and tried there, its types too; publint looks at the archive, and npm at how it would be published.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { packPackages, publicPackages, run } from './pack/pack-packages.ts';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'lockstead-pack-'));

/** What a user would do first with each. */
const tries = `
import { strict as assert } from 'node:assert';
import { contextOf, decide, denialMessage, parsePolicy } from '@lockstead/policy';
import { findService, loadModel } from '@lockstead/wire';
import { startLockstead } from 'lockstead';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';

const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } }), 'identity');
assert.ok(parsed.ok);
const request = { principal: { kind: 'user', arn: 'arn:aws:iam::111122223333:user/alice', account: '111122223333' }, action: 's3:PutObject', resource: 'arn:aws:s3:::box/key', context: contextOf({}) };
const decision = decide(request, { identity: [{ name: 'p', document: parsed.document }] });
assert.equal(decision.effect, 'deny');
assert.match(denialMessage(request, decision), /no identity-based policy allows the s3:PutObject action/);

const model = await loadModel(findService('iam'));
assert.ok(model.operations.has('CreateUser'));

const cloud = await startLockstead({ ephemeral: true });
const { Users } = await new IAMClient(cloud.clientConfig()).send(new ListUsersCommand({}));
assert.deepEqual(Users.map((user) => user.UserName), ['admin']);
await cloud.stop();
process.stdout.write('the packages work where they are installed\\n');
`;

/** What a TypeScript project of a user would say, with every check on. */
const typed = `
import { decide, parsePolicy, type Request } from '@lockstead/policy';
import { serviceReference } from '@lockstead/policy/reference';
import { findService, loadModel } from '@lockstead/wire';
import { type Cloud, startLockstead } from 'lockstead';

export async function tried(): Promise<boolean> {
  await using cloud: Cloud = await startLockstead({ ephemeral: true });
  const { allowed } = await cloud.can('user/admin', 'iam:ListUsers', '*');
  const outcome = parsePolicy('{}', 'identity');
  const decision = outcome.ok ? (request: Request) => decide(request, { identity: [{ name: 'p', document: outcome.document }] }) : undefined;
  const service = findService('iam');
  return allowed && decision !== undefined && serviceReference('iam') !== undefined && service !== undefined && (await loadModel(service)).operations.size > 0;
}
`;
const strictest = {
  compilerOptions: {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
  },
  files: ['typed.ts'],
};

const { version: sdkVersion } = JSON.parse(
  readFileSync(join(root, 'node_modules/@aws-sdk/client-iam/package.json'), 'utf8'),
) as { readonly version: string };

function megabytesOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return Math.round(bytes / 1024 ** 2);
}

/** What the sources say to whoever packs them as they are. */
function refusesSources(name: string): void {
  const { status, stderr } = spawnSync('npm', ['pack', '--dry-run'], {
    cwd: join(root, 'packages', name),
    encoding: 'utf8',
  });
  if (status === 0 || !stderr.includes('npm run pack')) throw new Error(`packages/${name} can be packed as it is`);
}

try {
  for (const name of publicPackages) refusesSources(name);
  const packed = packPackages(work, join(work, 'archives'));
  for (const { folder } of packed) {
    run('npx', ['publint', '--strict', folder], root);
    run('npm', ['publish', '--dry-run', '--silent', '--access', 'public'], folder);
  }
  const home = join(work, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}\n');
  const archives = packed.map(({ archive }) => archive);
  const install = ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
  run('npm', [...install, ...archives], home);
  process.stdout.write(`what a user installs: ${megabytesOf(join(home, 'node_modules'))} MB\n`);
  // What a user brings along: the SDK is not among what Lockstead needs.
  run('npm', [...install, `@aws-sdk/client-iam@${sdkVersion}`, '@types/node@24'], home);
  writeFileSync(join(home, 'try.mjs'), tries);
  process.stdout.write(run(process.execPath, ['try.mjs'], home));
  process.stdout.write(run(process.execPath, [join(home, 'node_modules/.bin/lockstead'), '--version'], home));
  writeFileSync(join(home, 'typed.ts'), typed);
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(strictest));
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', home], home);
  process.stdout.write('their types compile with every check on\n');
} finally {
  rmSync(work, { recursive: true, force: true });
}
