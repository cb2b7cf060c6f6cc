/** The README tells the truth: its table is the cases', its examples run. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleTable, unprovenRules } from './rule-table.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Formatters pad the columns of tables. */
const unpadded = (table: string): string =>
  table
    .replaceAll(/ +/g, ' ')
    .replaceAll(/-+/g, '-')
    .replaceAll(/\| ?- ?/g, '|-')
    .trim();

describe('the table of rules', () => {
  test('is what the cases prove (npm run readme -w packages/policy)', () => {
    const table = readme.slice(
      readme.indexOf('<!-- rules -->') + '<!-- rules -->'.length,
      readme.indexOf('<!-- end of rules -->'),
    );
    expect(unpadded(table)).toBe(unpadded(ruleTable()));
  });

  test('leaves no rule out', () => {
    expect(unprovenRules()).toEqual([]);
  });
});

describe('the examples', () => {
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

  test.each(blocks.map((code, i) => ({ name: `block ${i + 1}: ${code.split('\n')[0]}`, code, i })))(
    '$name',
    async ({ code, i }) => {
      const checked = code
        .replaceAll(/^(.+); \/\/ => (.+)$/gm, 'results.push([$1, $2]);')
        .replaceAll('@lockstead/policy/test', '../src/access-test/index.ts')
        .replaceAll('@lockstead/policy/validate', '../src/validate/index.ts')
        .replaceAll('@lockstead/policy/reason', '../src/reason/index.ts')
        .replaceAll('@lockstead/policy/reference', '../src/reference/reference.ts')
        .replaceAll("'@lockstead/policy'", "'../src/index.ts'");
      const file = new URL(`readme-example-${i}.gen.ts`, import.meta.url);
      writeFileSync(file, `export const results: unknown[][] = [];\n${checked}`);
      try {
        const { results } = (await import(/* @vite-ignore */ file.href)) as {
          results: readonly (readonly [unknown, unknown])[];
        };
        expect(results.length).toBeGreaterThan(0);
        for (const [actual, expected] of results) expect(actual).toEqual(expected);
      } finally {
        rmSync(file);
      }
    },
  );
});
