#!/usr/bin/env node
/** The command: checks that this Node can run the sources, then hands over. Plain JavaScript, so that any Node can read it. */
import module from 'node:module';
import process from 'node:process';
import { ownCacheFolder } from './compile-cache.mjs';
import { unreachable } from './unreachable.mjs';

const wanted = 24;
const answersShell = process.argv[2] === 'env' && process.stdout.isTTY !== true;

if (Number(process.versions.node.split('.')[0]) < wanted) {
  if (answersShell) process.stdout.write(unreachable);
  process.stderr.write(
    `Lockstead runs on Node ${wanted}, this is ${process.versions.node}: run "npm ci" in the repository (it installs Node ${wanted} there) and use its launcher, ./lockstead.\n`,
  );
  process.exit(2);
}
const cacheFolder = ownCacheFolder(process.env, process.geteuid?.());
if (cacheFolder !== undefined) module.enableCompileCache(cacheFolder);
try {
  const { run } = await import('../src/cli/run.ts');
  await run(process.argv.slice(2));
} catch (error) {
  // An installation that is not whole must not leave the shell at the real AWS either.
  if (answersShell) process.stdout.write(unreachable);
  throw error;
}
