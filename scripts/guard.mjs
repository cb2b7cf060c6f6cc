/** Every script goes through here: one sentence and exit 2 on a Node that cannot run the sources. Plain JavaScript, so that any Node can read it. */
import process from 'node:process';

const wanted = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found !== wanted) {
  process.stderr.write(
    `Lockstead runs on Node ${wanted}, this is ${process.versions.node}: run "npm ci" (it installs Node ${wanted} here) and start scripts with npm.\n`,
  );
  process.exit(2);
}
