/** What makes a play pass, and what makes it fail. */
import type { Cloud } from 'lockstead';
import { describe, expect, test } from 'vitest';
import { findScenario, scenarios } from './names.ts';
import { type Play, perform } from './stage.ts';

/** These plays do not call it. */
const nowhere = {} as Cloud;
const silent = (): void => undefined;

describe('a play', () => {
  const plays: readonly {
    name: string;
    play: Play;
    result: string;
    failed: readonly string[];
    missing?: readonly string[];
  }[] = [
    { name: 'whose checks hold', play: async ({ check }) => check('one', true), result: 'pass', failed: [] },
    {
      name: 'with one that does not',
      play: async ({ check }) => {
        check('one', true);
        check('two', false, 'three');
        check('four', true);
      },
      result: 'fail',
      failed: ['two (three)'],
    },
    {
      name: 'that checks nothing',
      play: async ({ say }) => say('all is well'),
      result: 'fail',
      failed: ['nothing was checked'],
    },
    {
      name: 'that breaks off',
      play: async ({ check }) => {
        check('one', true);
        throw new Error('lost');
      },
      result: 'fail',
      failed: ['Error: lost'],
    },
    {
      name: 'whose parts are not all there',
      play: async ({ check, missing }) => {
        check('one', true);
        missing('the rest');
      },
      result: 'pass',
      failed: [],
      missing: ['the rest'],
    },
  ];
  test.each(plays)('$name', async ({ play, result, failed, missing = [] }) => {
    expect(await perform(play, nowhere, silent)).toMatchObject({ result, failed, missing });
  });
});

test('all scenarios, found by number, name and folder', () => {
  expect(scenarios).toHaveLength(31);
  for (const word of ['28', 'why-not', '28-why-not']) expect(findScenario(word)?.number).toBe(28);
  expect(findScenario('04')?.name).toBe('born-with-nothing');
  for (const word of ['', '0', '32', 'why']) expect(findScenario(word)).toBeUndefined();
});
