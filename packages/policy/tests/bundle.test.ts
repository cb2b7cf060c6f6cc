/** The package in a browser: small, and without a single one of Node's modules. */
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const source = new URL('../src/', import.meta.url).pathname;

async function bundled(entry: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [`${source}${entry}`],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'policy',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? '';
}

/** Minified and compressed. */
const bytesMax = 40_000;

describe('bundles', () => {
  test('deciding and explaining: under 40 kB', async () => {
    const code = await bundled('index.ts');
    expect(gzipSync(code).length).toBeLessThan(bytesMax);
    // No reference data came along.
    expect(code).not.toContain('AWS App2Container');
  });

  test('deciding alone is smaller still', async () => {
    const all = await bundled('index.ts');
    const { outputFiles } = await build({
      stdin: { contents: `export { decide, parsePolicy } from '${source}index.ts'`, loader: 'ts', resolveDir: source },
      bundle: true,
      minify: true,
      write: false,
      platform: 'browser',
      format: 'esm',
    });
    expect(outputFiles[0]?.text.length ?? 0).toBeLessThan(all.length * 0.8);
  });

  test('it runs where there is nothing but the language', async () => {
    const code = await bundled('index.ts');
    const script = `${code}
      const parsed = policy.parsePolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::box/*"}]}', 'identity');
      const request = { principal: { kind: 'user', arn: 'arn:aws:iam::111122223333:user/a', account: '111122223333' }, action: 's3:PutObject', resource: 'arn:aws:s3:::box/k', context: policy.contextOf({}) };
      JSON.stringify(policy.explain(request, { identity: [{ name: 'p', document: parsed.document }] }).leastChange)`;
    expect(JSON.parse(String(runInNewContext(script, {})))).toEqual({
      changes: [
        {
          change: 'addStatement',
          layer: 'identity',
          statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::box/k' },
        },
      ],
    });
  });

  test.each(['validate/index.ts', 'reason/index.ts', 'access-test/index.ts', 'reference/reference.ts'])(
    '%s bundles for a browser too',
    async (entry) => {
      expect((await bundled(entry)).length).toBeGreaterThan(1_000);
    },
  );
});
