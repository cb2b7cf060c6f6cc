/**
 * `npm run new -- SERVICE:OPERATION`: the files of an operation, where they belong, with what is known filled in: its file, its test, its
 * line in index.ts. The authorization has to be written: until it is, the service does not compile.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { loadModel, serviceById } from '@lockstead/wire';

const [name] = process.argv.slice(2);
const [serviceName, operationName] = (name ?? '').split(':');
if (serviceName === undefined || operationName === undefined || operationName === '') {
  fail('usage: npm run new -- SERVICE:OPERATION, for example iam:CreateUser');
}

const entry =
  serviceById(serviceName) ?? fail(`There is no AWS service "${serviceName}" in the table of @lockstead/wire.`);
const model = await loadModel(entry);
if (!model.operations.has(operationName)) fail(`${serviceName} has no operation ${operationName}.`);

const root = join(import.meta.dirname, '..');
const folder = join(root, 'packages/lockstead/src/services', serviceName);
if (!existsSync(folder))
  fail(`${relative(root, folder)} is not there: a new service starts as a folder with an index.ts (ARCHITECTURE.md).`);

const fileName = operationName.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
const variable = operationName.charAt(0).toLowerCase() + operationName.slice(1);
const isRead = /^(Get|List|Describe|Lookup|Search|Check|Validate|Simulate)/.test(operationName);
const prefix = serviceName.charAt(0).toUpperCase() + serviceName.slice(1);
const kind = `${prefix}${isRead ? 'Read' : 'Write'}`;
const file = join(folder, 'operations', `${fileName}.ts`);
if (existsSync(file)) fail(`${relative(root, file)} is there already.`);

mkdirSync(join(folder, 'operations'), { recursive: true });
writeFileSync(
  file,
  `/**
 * ${operationName}:
 * AWS: https://docs.aws.amazon.com/search/doc-search.html?searchQuery=API_${operationName}
 */
import type { ${kind} } from '../operation.ts';

export const ${variable}: ${kind}<'${operationName}'> = {
  name: '${operationName}',
  effect: '${isRead ? 'read' : 'write'}',

  async handle(input, context) {
    throw new Error(\`${operationName} has to be written (\${Object.keys(input).join()} of \${context.requestId})\`);
  },
};
`,
);

const index = join(folder, 'index.ts');
const before = readFileSync(index, 'utf8');
const imported = before.replace(
  /(import \{ \w+ \} from '\.\/operations\/[^']+';\n)(?![\s\S]*import \{ \w+ \} from '\.\/operations\/)/,
  `$1import { ${variable} } from './operations/${fileName}.ts';\n`,
);
writeFileSync(index, imported.replace(/operations: \[/, `operations: [\n    ${variable},`));

process.stdout.write(
  `${[
    `made    ${relative(root, file)}`,
    `changed ${relative(root, index)}`,
    'next    say what it asks for in authorization.ts (it does not compile until you do), write it and its test, then "npm run fix".',
  ].join('\n')}\n`,
);

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
