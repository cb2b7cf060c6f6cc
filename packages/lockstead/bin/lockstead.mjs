#!/usr/bin/env node
/** The command: checks that this Node can run the sources, then hands over. Plain JavaScript, so that any Node can read it. */
import module from 'node:module';
import process from 'node:process';

const wanted = 24;
if (Number(process.versions.node.split('.')[0]) < wanted) {
  process.stderr.write(
    `Lockstead runs on Node ${wanted}, this is ${process.versions.node}: in the repository run "npm ci" (it brings Node ${wanted} along) and start it through npm or npx.\n`,
  );
  process.exit(2);
}
module.enableCompileCache?.();
const { run } = await import('../src/cli/run.ts');
await run(process.argv.slice(2));
