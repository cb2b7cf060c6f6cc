/** The public packages as their users get them: compiled, with manifests that name what was compiled, one archive each. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
export const publicPackages = ['policy', 'wire', 'lockstead'] as const;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

export interface Packed {
  readonly name: string;
  /** The folder that the archive was made of. */
  readonly folder: string;
  readonly archive: string;
}

export function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Compiles, stages below `work`, and leaves the archives in `target`. */
export function packPackages(work: string, target: string): readonly Packed[] {
  run('npx', ['tsc', '-b'], root);
  mkdirSync(target, { recursive: true });
  return publicPackages.map((name) => {
    const folder = stage(name, join(work, 'stage', name));
    const printed = run('npm', ['pack', '--silent', '--pack-destination', target], folder);
    return { name, folder, archive: join(target, printed.trim().split('\n').at(-1) ?? '') };
  });
}

/** Sources become what was compiled from them; nothing else changes. */
function published(manifest: Manifest): Manifest {
  const rewritten = JSON.stringify(manifest, (key, value: unknown) =>
    key !== 'files' && typeof value === 'string' && value.startsWith('./src/')
      ? value.replace('./src/', './dist/').replace(/\.ts$/, '.js')
      : value,
  );
  // The scripts are for the sources: one of them refuses to pack those.
  const { devDependencies, scripts, exports, ...rest } = JSON.parse(rewritten) as Manifest & {
    exports: Record<string, string>;
  };
  void devDependencies;
  void scripts;
  const doors = Object.fromEntries(
    Object.entries(exports).map(([door, path]) => [
      door,
      path.endsWith('.js') ? { types: path.replace(/\.js$/, '.d.ts'), default: path } : path,
    ]),
  );
  // Here and not in the sources: npm would warn of it where an older Node runs npm and brings the right one along.
  return { ...rest, engines: { node: '>=24' }, exports: doors } as unknown as Manifest;
}

function stage(name: string, to: string): string {
  const from = join(root, 'packages', name);
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
  if (existsSync(join(from, 'schemas'))) cpSync(join(from, 'schemas'), join(to, 'schemas'), { recursive: true });
  for (const file of ['README.md', 'LICENSE', 'NOTICE']) {
    const own = join(from, file);
    cpSync(existsSync(own) ? own : join(root, file), join(to, file));
  }
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published(manifest), undefined, 2)}\n`);
  return to;
}
