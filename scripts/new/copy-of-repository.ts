/** A copy of the repository's sources in which a generator can be tried: its own packages are the copy's, all others are linked. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

const copied = [
  'packages',
  'scripts',
  '.gitignore',
  'biome.json',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.tests.json',
];
const notCopied: ReadonlySet<string> = new Set(['node_modules', 'dist']);

/** The folder of the copy; whoever asks for it removes it. */
export function copyOfRepository(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'lockstead-new-'));
  const filter = (path: string): boolean =>
    !relative(root, path)
      .split(sep)
      .some((part) => notCopied.has(part));
  for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  const modules = join(root, 'node_modules');
  mkdirSync(join(copy, 'node_modules/@lockstead'), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== 'lockstead' && name !== '@lockstead')
      symlinkSync(join(modules, name), join(copy, 'node_modules', name));
  }
  symlinkSync(join(copy, 'packages/lockstead'), join(copy, 'node_modules/lockstead'));
  for (const name of readdirSync(join(modules, '@lockstead'))) {
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@lockstead', name));
  }
  return copy;
}
