import { describe, expect, test } from 'vitest';
import { BadPage, firstMissing, partsOf } from './page.ts';

const page = (...lines: readonly string[]): string => lines.join('\n');

describe('what is run on a page', () => {
  test('marked blocks, and nothing else', () => {
    const markdown = page(
      '# A page',
      '```sh',
      'rm -rf /',
      '```',
      '```sh run exit=1 needs=aws,jq',
      'aws x',
      '```',
      'text',
      '```text output',
      'a',
      'b',
      '```',
      '```ts file=a.ts',
      'let x;',
      '```',
    );
    expect(partsOf(markdown)).toEqual([
      {
        kind: 'run',
        line: 5,
        script: 'aws x\n',
        exit: [1],
        needs: ['aws', 'jq'],
        background: false,
        output: ['a', 'b'],
      },
      { kind: 'file', line: 13, name: 'a.ts', content: 'let x;\n' },
    ]);
  });

  test.each([
    ['```text output', 'a', '```'],
    ['```sh run fast', 'a', '```'],
    ['```py run', 'a', '```'],
    ['```sh run', 'a'],
  ])('%s is a mistake', (...lines) => {
    expect(() => partsOf(page(...lines))).toThrow(BadPage);
  });
});

describe('what is printed', () => {
  test.each([
    { expected: ['a', 'b'], printed: ['a', 'b'], missing: undefined },
    { expected: ['a', 'b'], printed: ['a', 'c'], missing: 'b' },
    { expected: ['a'], printed: ['a', 'b'], missing: 'the end, before: b' },
    { expected: ['a', '…'], printed: ['a', 'b'], missing: undefined },
    { expected: ['…', 'b'], printed: ['x', 'a', 'b'], missing: undefined },
    { expected: ['…', 'b', '…', 'a'], printed: ['a', 'b'], missing: 'a' },
    { expected: ['id … at …!'], printed: ['id 7 at noon!'], missing: undefined },
    { expected: ['id … at …!'], printed: ['id 7 at noon'], missing: 'id … at …!' },
    { expected: ['ab…bc'], printed: ['abc'], missing: 'ab…bc' },
    { expected: ['a…b…c'], printed: ['axxc'], missing: 'a…b…c' },
  ])('$printed for $expected', ({ expected, printed, missing }) => {
    expect(firstMissing(expected, printed)).toBe(missing);
  });
});
