/**
 * `npm run new -- SERVICE:OPERATION`: an operation that answers NotImplemented by name, wherever an operation is named: its file, its line in
 * index.ts, its entry in the authorization table, a test that fails. Of a service that is not there yet, the folder as well. `npm run check` refuses
 * all of it until it is written (services/definitions.test.ts).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { modelOfPackage } from './generate-models.ts';
import { type Asked, CannotMake, readAsked } from './new/asked.ts';
import { addOperation, servicesFolder } from './new/operation-files.ts';
import { addService } from './new/service-files.ts';
import { Tree } from './new/tree.ts';

const root = join(import.meta.dirname, '..');

try {
  const asked = await readAsked(process.argv[2] ?? '');
  const tree = new Tree(root);
  const isNew = !tree.has(`${servicesFolder}/${asked.entry.id}/index.ts`);
  if (isNew) addService(tree, asked, await modelOfPackage(asked.entry));
  addOperation(tree, asked);
  tree.write();
  tidy([...tree.made, ...tree.changed]);
  process.stdout.write(`${reportOf(tree, asked, isNew).join('\n')}\n`);
} catch (error) {
  if (!(error instanceof CannotMake)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function tidy(paths: readonly string[]): void {
  const biome = join(root, 'node_modules/.bin/biome');
  const files = paths.filter((path) => !path.endsWith('.md'));
  const { status, stdout, stderr } = spawnSync(biome, ['check', '--write', ...files], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exitCode = 1;
  }
}

function reportOf(tree: Tree, { entry, operation, fileName, pages }: Asked, isNew: boolean): readonly string[] {
  const folder = `${servicesFolder}/${entry.id}`;
  const authorization = [...tree.made, ...tree.changed].find((path) => /\/authoriz(ation|e\/[\w-]+)\.ts$/.test(path));
  return [
    ...tree.made.map((path) => `made     ${path}`),
    ...tree.changed.map((path) => `changed  ${path}`),
    '',
    `${entry.id}:${operation} answers NotImplemented now. To finish it:`,
    ...(isNew
      ? [`- ${folder}/README.md says how the service keeps its state; files that it does not need are deleted`]
      : []),
    `- read ${pages.operation}`,
    `  and the operation's row on ${pages.authorization}`,
    `- write operations/${fileName}.ts and its entry in the authorization table (${authorization}); what AWS leaves open is marked "AWS DIFFERS?"`,
    `- ${servicesFolder}/authorization-reference.test.ts holds the entry against AWS's reference: what departs from it is named there, with the reason`,
    `- say in packages/lockstead/tests/${entry.id}/${fileName}.test.ts what it answers, and what it refuses`,
    ...(tree.has(`${folder}/denial.ts`)
      ? ["- denial.ts says how a denial names what it is about: look that the new operation's does as AWS's"]
      : []),
    `- what AWS leaves open stands in the table of ${folder}/README.md too`,
    '- packages/conformance/src/probes/probed-account.ts has values for required members: give one where the model alone makes none that means anything',
    '- "npm run probes -- --write" adds it to packages/conformance/baseline.json: look that nothing is wrong there',
    `- "node packages/conformance/src/worst-case.ts ${operation} --verbose" says for how long its largest input holds up others: worst-case.json keeps it`,
    '- "npm run readme" counts it, CHANGELOG.md names it',
    '- "npm run check"',
  ];
}
