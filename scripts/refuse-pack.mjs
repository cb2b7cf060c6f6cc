/** `npm pack` and `npm publish` of the sources end here: what they hold does not run below node_modules. Plain JavaScript, for any Node. */
import process from 'node:process';

process.stderr.write(
  'These are the sources, which Node does not run below node_modules: "npm run pack" in the repository makes archives that install.\n',
);
process.exit(1);
