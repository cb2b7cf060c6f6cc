/** Every name that a package offers says what it is: whoever uses it reads it in the editor, and has not the code beside it. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string>>;
}

const folders = ['policy', 'wire', 'lockstead'];

const doors = folders.flatMap((folder) => {
  const home = join('packages', folder);
  const { name, exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(exports).map(([door, file]) => [join(name, door), join(home, file)] as const);
});

/** `import … from` paths of a package: relative ones, and those that its manifest calls `#room/…`. */
function fileOf(from: string, path: string): string {
  if (path.startsWith('.')) return normalize(join(dirname(from), path));
  return join(from.slice(0, from.indexOf('/src/') + 5), `${path.slice(1)}.ts`);
}

/** Where a name that a file exports is declared: there, or in a file from which it is passed on. */
function undocumented(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, names = '', path = '']) =>
      names
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .filter((name) => !isDocumented(fileOf(file, path), name.split(' as ')[0] ?? name)),
  );
  const own = [...text.matchAll(declaration)].map(([, name = '']) => name).filter((name) => !isDocumented(file, name));
  return [...passedOn, ...own];
}

const declaration = /^export (?:async )?(?:function|const|class|interface|type)\*? (\w+)/gm;

function isDocumented(file: string, name: string): boolean {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) =>
    new RegExp(`^export (?:async )?(?:function|const|class|interface|type)\\*? ${name}\\b`).test(line),
  );
  return at > 0 && lines[at - 1]?.endsWith('*/') === true;
}

test.each(doors)('%s has a sentence for every name', (_, file) => {
  const text = readFileSync(file, 'utf8');
  expect(text, 'names are passed on one by one').not.toMatch(/^export \*/m);
  expect(undocumented(file)).toEqual([]);
});
