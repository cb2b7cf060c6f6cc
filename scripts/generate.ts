/**
 * `npm run generate`: makes the generated files again. `-- --check` compares instead, and says what could not be verified here.
 * `-- NAME` runs one generator.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { awsManagedPolicies } from './generate-aws-managed-policies.ts';
import { constraints } from './generate-constraints.ts';
import { front } from './generate-front.ts';
import { iamReference } from './generate-iam-reference.ts';
import { models } from './generate-models.ts';
import type { Generator } from './generator.ts';

const generators: readonly Generator[] = [models, constraints, iamReference, awsManagedPolicies, front];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});

let failed = false;
for (const generator of generators) {
  if (positionals.length > 0 && !positionals.includes(generator.name)) continue;
  const made = await generator.outputs();
  if ('unavailable' in made) {
    console.log(`${generator.name}: not verified: ${made.unavailable}`);
    failed ||= !values.check;
    continue;
  }
  const changed = await differing(made.files);
  if (values.check) {
    for (const path of changed) console.log(`${generator.name}: ${path} is not what its source makes`);
    failed ||= changed.length > 0;
  } else {
    for (const path of changed) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), made.files.get(path) ?? '');
    }
  }
  const verb = values.check ? 'differ' : 'written';
  console.log(`${generator.name}: ${made.files.size} files, ${changed.length} ${verb}`);
}
process.exitCode = failed ? 1 : 0;

async function differing(files: ReadonlyMap<string, string>): Promise<string[]> {
  const changed: string[] = [];
  for (const [path, content] of files) {
    const current = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (current !== content) changed.push(path);
  }
  return changed;
}
