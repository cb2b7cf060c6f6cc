/** `npm run pack [-- FOLDER]`: leaves an archive of each public package, which npm can install, in FOLDER (packed). */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { packPackages } from './pack/pack-packages.ts';

const target = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'packed'));
const work = mkdtempSync(join(tmpdir(), 'lockstead-pack-'));
try {
  for (const { archive } of packPackages(work, target)) {
    const kibibytes = Math.ceil(statSync(archive).size / 1024);
    process.stdout.write(`${relative(process.cwd(), archive)}  ${kibibytes} KiB\n`);
  }
  process.stdout.write(`Install them all at once: npm install --save-dev ${relative(process.cwd(), target)}/*.tgz\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
