/**
 * Patterns and texts of 4 kB each, made so that a matcher of wildcards takes long: for each of them nearly all of the pattern fits at many
 * places of the text, and the end does not.
 */

export interface HostilePattern {
  readonly pattern: string;
  readonly text: string;
}

const size = 4096;

export const hostilePatterns: Readonly<Record<string, HostilePattern>> = {
  oneLetter: nearMiss('a'),
  twoLetters: nearMiss('ab'),
  wordOf7: nearMiss(word(7)),
  wordOf31: nearMiss(word(31)),
  wordOf63: nearMiss(word(63)),
  wordOf127: nearMiss(word(127, 0xa1)),
  everySecondQuestion: {
    pattern: `*${'a?'.repeat(size / 4)}b*`,
    text: `${'a'.repeat(size / 2)}${'ab'.repeat(size / 4)}`,
  },
  manyShortRuns: { pattern: `${'*a?b'.repeat(size / 4)}*`, text: `${'aab'.repeat(size / 3)}` },
  manyLongRuns: { pattern: '*aaaaaaa?aaaaaab'.repeat(size / 16), text: 'a'.repeat(size) },
  withoutQuestion: { pattern: `*${'a'.repeat(size / 2)}b*`, text: 'a'.repeat(size) },
  starsAndQuestions: { pattern: '*?'.repeat(size / 2), text: 'a'.repeat(size) },
};

/** One word over and over; the pattern is half as long, with a question mark, and another character at its end. */
function nearMiss(repeated: string): HostilePattern {
  const text = repeated.repeat(Math.ceil(size / repeated.length)).slice(0, size);
  const fit = text.slice(0, size / 2 - 1);
  const other = [...repeated].find((character) => character !== text[size / 2 - 1]) ?? '!';
  return { pattern: `*${fit.slice(0, 5)}?${fit.slice(6)}${other}*`, text };
}

function word(length: number, first = 0x41): string {
  return Array.from({ length }, (_, i) => String.fromCharCode(first + i)).join('');
}
