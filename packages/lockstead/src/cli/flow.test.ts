import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, flow } from './flow.ts';

describe('how wide', () => {
  test.each([
    { given: undefined, terminal: undefined, columns: undefined },
    { given: undefined, terminal: 80, columns: 80 },
    { given: '60', terminal: 80, columns: 60 },
    { given: '60', terminal: undefined, columns: 60 },
    { given: '300', terminal: 80, columns: 100 },
    { given: '5', terminal: 80, columns: 40 },
    ...['', '0', 'wide', '-1', '1e9', '999999'].map((given) => ({ given, terminal: 80, columns: 80 })),
  ])('COLUMNS=$given on a terminal of $terminal', ({ given, terminal, columns }) => {
    expect(columnsOf(given, terminal)).toBe(columns);
  });
});

test.each([
  { name: 'nothing that fits', text: '  as it is\n\n', flowed: '  as it is\n\n' },
  {
    name: 'a sentence, at a word',
    text: 'one two three four five six seven eight nine ten',
    flowed: 'one two three four five six seven eight\nnine ten',
  },
  {
    name: 'an indented one, below its beginning',
    text: '    one two three four five six seven eight nine ten',
    flowed: '    one two three four five six seven\n    eight nine ten',
  },
  {
    name: 'a value, below itself',
    text: '  Services   one, two, three, four, five, six, seven',
    flowed: '  Services   one, two, three, four,\n             five, six, seven',
  },
  {
    name: 'no word that is too long',
    text: `see ${'x'.repeat(50)} there`,
    flowed: `see\n${'x'.repeat(50)}\nthere`,
  },
  {
    name: 'no command to be copied',
    text: '    aws iam put-user-policy --user-name alice --policy-name the-least',
    flowed: '    aws iam put-user-policy --user-name alice --policy-name the-least',
  },
  {
    name: 'no JSON',
    text: '  "aws:PrincipalTag/x": "a value with spaces that goes on and on and on and on and on"',
    flowed: '  "aws:PrincipalTag/x": "a value with spaces that goes on and on and on and on and on"',
  },
  {
    name: 'an item of a list, below its text',
    text: '  ✗ one two three four five six seven eight nine ten',
    flowed: '  ✗ one two three four five six seven\n    eight nine ten',
  },
  {
    name: 'nothing inside quotes',
    text: 'Start Lockstead here first with "lockstead start", or name it.',
    flowed: 'Start Lockstead here first with\n"lockstead start", or name it.',
  },
  {
    name: 'by what is seen, not by what paints it',
    text: '\u001b[1mone two three four five six seven eight\u001b[22m nine ten',
    flowed: '\u001b[1mone two three four five six seven eight\u001b[22m\nnine ten',
  },
])('breaks $name', ({ text, flowed }) => {
  expect(flow(text, 40)).toBe(flowed);
  expect(flow(text, undefined)).toBe(text);
});

const linesOf = (word: RegExp) => fc.array(fc.stringMatching(word), { maxLength: 30 }).map((words) => words.join(' '));
const columns = fc.integer({ min: 40, max: 100 });

test('nothing is lost but spaces', () => {
  fc.assert(
    fc.property(linesOf(/^[a-z"{·]{0,30}$/), columns, (text, width) => {
      expect(flow(text, width).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    }),
  );
});

test('only a single word is wider', () => {
  fc.assert(
    fc.property(linesOf(/^[b-d]{0,60}$/), columns, (text, width) => {
      for (const line of flow(text, width).split('\n')) if (line.length > width) expect(line.trim()).not.toContain(' ');
    }),
  );
});
