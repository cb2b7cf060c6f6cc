/** The files and lines of one operation: itself, its place in the service's lists, its test. */
import { generateProbes } from '@lockstead/wire';
import { type Asked, CannotMake } from './asked.ts';
import { withEntry, withImport, withListed } from './edit.ts';
import { typeOfOperations } from './service-files.ts';
import type { Tree } from './tree.ts';

export const servicesFolder = 'packages/lockstead/src/services';

export function addOperation(tree: Tree, asked: Asked): void {
  const { entry, operation, fileName, variable, prefix, effect, pages } = asked;
  const folder = `${servicesFolder}/${entry.id}`;
  const file = `${folder}/operations/${fileName}.ts`;
  if (tree.has(file)) throw new CannotMake(`${file} is there already.`);
  tree.change(`${folder}/operation.ts`, (source) =>
    source.includes(`type ${prefix}${effect}<`) ? source : `${source}\n${typeOfOperations(prefix, effect)}`,
  );
  tree.change(`${folder}/operation.ts`, (source) => withOperationImport(source, effect));
  tree.make(
    file,
    `/**
 * ${operation}:
 * AWS: ${pages.operation}
 */
import { notWritten } from '../../not-written.ts';
import type { ${prefix}${effect} } from '../operation.ts';

export const ${variable}: ${prefix}${effect}<'${operation}'> = {
  name: '${operation}',
  effect: '${effect.toLowerCase()}',

  async handle() {
    throw notWritten('${entry.id}', '${operation}');
  },
};
`,
  );
  tree.change(`${folder}/index.ts`, (source) =>
    withListed(withImport(source, variable, `./operations/${fileName}.ts`, 'value'), 'operations: [', variable),
  );
  addAuthorization(tree, asked);
  tree.make(`packages/lockstead/tests/${entry.id}/${fileName}.test.ts`, testOf(asked));
}

function withOperationImport(source: string, effect: Asked['effect']): string {
  return withImport(source, `${effect}Operation`, '#service/operation');
}

/** The entry stands in `authorization.ts`, or, where the table has parts, in the part that the operation's name speaks of most. */
function addAuthorization(tree: Tree, { entry, operation }: Asked): void {
  const folder = `${servicesFolder}/${entry.id}`;
  const parts = [...tree.read(`${folder}/authorization.ts`).matchAll(/from '\.\/(authorize\/[\w-]+\.ts)'/g)];
  const file =
    partFor(
      operation,
      parts.map(([, path = '']) => path),
    ) ?? 'authorization.ts';
  const path = file === 'authorization.ts' ? '../not-written.ts' : '../../not-written.ts';
  tree.change(`${folder}/${file}`, (source) =>
    withEntry(
      withImport(source, 'notWritten', path, 'value'),
      `${operation}: async () => {\n  throw notWritten('${entry.id}', '${operation}');\n}`,
    ),
  );
}

/** Of `authorize/users.ts` and its like: the one whose noun, in either number, is the longest that the operation's name has in it. */
function partFor(operation: string, paths: readonly string[]): string | undefined {
  const spoken = operation.toLowerCase();
  const weighed = paths.map((path) => {
    const plural = path.replace(/^authorize\/|\.ts$|-/g, '');
    const singular = plural.replace(/ies$/, 'y').replace(/s$/, '');
    return { path, weight: spoken.includes(plural) || spoken.includes(singular) ? singular.length : 0 };
  });
  return weighed.toSorted((one, other) => other.weight - one.weight)[0]?.path;
}

/** It fails until somebody says what the operation answers. */
function testOf({ model, operation, clientPackage, client, pages }: Asked): string {
  const operationModel = model.operations.get(operation);
  const [least] = (operationModel === undefined ? undefined : generateProbes(model, operationModel)) ?? [];
  return `/** AWS: ${pages.operation} */
import { ${client}, ${operation}Command } from '${clientPackage}';
import { startLockstead } from 'lockstead';
import { expect, test } from 'vitest';

test('${operation} answers what its page says', async () => {
  await using cloud = await startLockstead({ ephemeral: true });
  const client = new ${client}({ ...cloud.clientConfig(), maxAttempts: 1 });
  const answer = await client.send(new ${operation}Command(${literal(least?.input ?? {})}));
  expect(answer).toEqual('what its page says');
});
`;
}

/** Strings stand in single quotes, as Biome wants them in the end anyway. */
function literal(value: unknown): string {
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Uint8Array) return `new Uint8Array(${JSON.stringify([...value])})`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${literal(one)}`)
      .join(', ')} }`;
  }
  return JSON.stringify(value);
}
