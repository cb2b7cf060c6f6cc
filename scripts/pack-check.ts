/**
 * `npm run pack:check`: what would be published, as its users get it. Each public package is compiled, packed, installed into an empty
 * folder and tried there; publint looks at the archive.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const publicPackages = ['policy', 'wire', 'lockstead'] as const;
const work = mkdtempSync(join(tmpdir(), 'lockstead-pack-'));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Sources become what was compiled from them; nothing else changes. */
function published(manifest: Manifest): Manifest {
  const rewritten = JSON.stringify(manifest, (key, value: unknown) =>
    key !== 'files' && typeof value === 'string' && value.startsWith('./src/')
      ? value.replace('./src/', './dist/').replace(/\.ts$/, '.js')
      : value,
  );
  const { devDependencies, exports, ...rest } = JSON.parse(rewritten) as Manifest & { exports: Record<string, string> };
  void devDependencies;
  const doors = Object.fromEntries(
    Object.entries(exports).map(([door, path]) => [
      door,
      path.endsWith('.js') ? { types: path.replace(/\.js$/, '.d.ts'), default: path } : path,
    ]),
  );
  // Here and not in the sources: npm would warn of it where an older Node runs npm and brings the right one along.
  return { ...rest, engines: { node: '>=24' }, exports: doors } as unknown as Manifest;
}

function stage(name: string): string {
  const from = join(root, 'packages', name);
  const to = join(work, 'stage', name);
  mkdirSync(to, { recursive: true });
  cpSync(join(from, 'dist'), join(to, 'dist'), {
    recursive: true,
    filter: (path) => !/\.tsbuildinfo$|\.test\.(js|d\.ts)$/.test(path),
  });
  if (existsSync(join(from, 'bin'))) {
    mkdirSync(join(to, 'bin'));
    for (const file of readdirSync(join(from, 'bin'))) {
      const text = readFileSync(join(from, 'bin', file), 'utf8').replace(/\.\.\/src\/([\w/-]+)\.ts/g, '../dist/$1.js');
      writeFileSync(join(to, 'bin', file), text, { mode: 0o755 });
    }
  }
  for (const file of ['README.md', 'LICENSE', 'NOTICE']) {
    const own = join(from, file);
    cpSync(existsSync(own) ? own : join(root, file), join(to, file));
  }
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published(manifest), undefined, 2)}\n`);
  run('npx', ['publint', '--strict', to], root);
  const archive = run('npm', ['pack', '--silent', '--pack-destination', work], to).trim().split('\n').at(-1) ?? '';
  return join(work, archive);
}

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

try {
  run('npx', ['tsc', '-b'], root);
  const archives = publicPackages.map(stage);
  const home = join(work, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}\n');
  run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', ...archives], home);
  writeFileSync(join(home, 'try.mjs'), tries);
  process.stdout.write(run(process.execPath, ['try.mjs'], home));
  process.stdout.write(run(process.execPath, [join(home, 'node_modules/.bin/lockstead'), '--version'], home));
} finally {
  rmSync(work, { recursive: true, force: true });
}
