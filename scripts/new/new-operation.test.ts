/** The generator, run in a copy of the repository: what it makes compiles, answers NotImplemented by name, and is refused by the checks. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { loadModel, serviceById } from '@lockstead/wire';
import { afterAll, expect, test } from 'vitest';
import { copyOfRepository } from './copy-of-repository.ts';
import { withEntry, withImport, withListed } from './edit.ts';
import { fileNameOf, typePrefixOf } from './names.ts';
import { withModel } from './service-files.ts';

const root = join(import.meta.dirname, '../..');
const copy = copyOfRepository(root);
afterAll(() => rmSync(copy, { recursive: true }));

const run = promisify(execFile);

async function make(asked: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['scripts/new-operation.ts', asked], { cwd: copy });
  return stdout;
}

/** Exit code and all that was written, of a tool of the copy that may fail. */
function tried(
  tool: string,
  ...parameters: readonly string[]
): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(join(copy, 'node_modules/.bin', tool), parameters, {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** Of the services that are there: an operation that is not, and its service. */
async function notDone(): Promise<readonly [service: string, operation: string]> {
  for (const service of ['iam', 'sts', 'cloudtrail']) {
    const entry = serviceById(service);
    const names = entry === undefined ? [] : [...(await loadModel(entry)).operations.keys()];
    const folder = join(copy, 'packages/lockstead/src/services', service, 'operations');
    const operation = names.find((name) => !existsSync(join(folder, `${fileNameOf(name)}.ts`)));
    if (operation !== undefined) return [service, operation];
  }
  throw new Error('these services are done: name another here');
}

test('an operation of a service that is there, and a new service: they compile, and are refused', {
  timeout: 180_000,
}, async () => {
  const [service, operation] = await notDone();
  const [older, newer] = await Promise.all([make(`${service}:${operation}`), make('guardduty:CreateFilter')]);
  expect(older).toContain(`changed  packages/lockstead/src/services/${service}/index.ts`);
  expect(newer).toContain('made     packages/lockstead/src/services/guardduty/README.md');
  expect(newer).toContain('https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateFilter.html');

  const tests = [service, 'guardduty'].map((name) => `packages/lockstead/tests/${name}/*.ts`);
  const include = ['packages/lockstead/src/services/**/*.ts', ...tests];
  writeFileSync(join(copy, 'tsconfig.made.json'), JSON.stringify({ extends: './tsconfig.tests.json', include }));
  expect(tried('tsc', '-p', 'tsconfig.made.json')).toEqual({ status: 0, said: '' });

  writeFileSync(
    join(copy, 'vitest.config.ts'),
    "export default { test: { include: ['packages/lockstead/{src,tests}/**/*.test.ts'] } };\n",
  );
  const { status, said } = tried('vitest', 'run', `${fileNameOf(operation)}.test`, 'create-filter', 'definitions');
  expect(status).toBe(1);
  expect(said).toContain(`Lockstead does not implement ${service}:${operation}`);
  expect(said).toContain('Lockstead does not implement guardduty:CreateFilter');
  expect(said).toContain('guardduty/operations/create-filter.ts');
});

test('what cannot be made is said in a sentence', async () => {
  const sentenceOf = async (asked: string): Promise<unknown> => {
    const error: unknown = await make(asked).catch((reason: unknown) => reason);
    const { code, stderr } = error as { readonly code: number; readonly stderr: string };
    return [code, stderr];
  };
  expect(await sentenceOf('iam')).toEqual([2, expect.stringContaining('usage: npm run new -- SERVICE:OPERATION')]);
  expect(await sentenceOf('nowhere:GetUser')).toEqual([2, expect.stringContaining('no AWS service "nowhere"')]);
  expect(await sentenceOf('iam:GetNothing')).toEqual([2, 'iam has no operation GetNothing.\n']);
  expect(await sentenceOf('iam:GetUser')).toEqual([2, expect.stringContaining('get-user.ts is there already')]);
  expect(await sentenceOf('lambda:Invoke')).toEqual([2, expect.stringContaining('lambda has no client package')]);
});

test.each([
  ['CreateAccessKey', 'create-access-key'],
  ['ListMFADevices', 'list-mfa-devices'],
  ['UploadSSHPublicKey', 'upload-ssh-public-key'],
  ['GetOpenIDConnectProvider', 'get-open-id-connect-provider'],
])('the file of %s is %s', (operation, file) => {
  expect(fileNameOf(operation)).toBe(file);
});

test.each([
  ['kms', 'Kms'],
  ['cloudtrail', 'CloudTrail'],
  ['access-analyzer', 'AccessAnalyzer'],
])('types of %s begin with %s', (service, prefix) => {
  expect(typePrefixOf(service)).toBe(prefix);
});

test('a service without a model gets its row marked', () => {
  const row = "  config: { protocols: json11, clientPackage: 'config-service' },\n";
  expect(withModel(row, { id: 'config', clientPackage: 'config-service' })).toBe(
    "  config: { protocols: json11, clientPackage: 'config-service', model: 'sdk' },\n",
  );
});

test.each([
  ['an empty list', 'x: []', 'x: [\nb,\n]'],
  ['one line with calls', 'x: [a(p, [q]), c]', 'x: [\na(p, [q]),\nb,\nc,\n]'],
  ['several lines', 'x: [\n  a,\n  c,\n]', 'x: [\na,\nb,\nc,\n]'],
])('an item goes to its place in %s', (_, source, after) => {
  expect(withListed(source, 'x: [', 'b')).toBe(after);
});

test('an import is added once, an entry to its table', () => {
  const source = "/** Head. */\nimport {\n  a,\n} from 'x';\n\nexport const A: T = 1;\n";
  const once = withImport(source, 'b', 'y');
  expect(once).toContain("} from 'x';\nimport type { b } from 'y';\n");
  expect(withImport(once, 'b', 'y')).toBe(once);
  expect(withImport(once, 'a', 'x')).toBe(once);
  const table = 'export const table = {\n  A: a,\n} satisfies T;\n\nrest\n';
  expect(withEntry(table, 'B: b')).toBe('export const table = {\n  A: a,\nB: b,\n} satisfies T;\n\nrest\n');
  expect(() => withEntry(source, 'B: b')).toThrow('there is no table');
  expect(() => withListed('nothing', 'x: [', 'b')).toThrow('there is no "x: ["');
});
