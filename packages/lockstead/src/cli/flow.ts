/** Lines no wider than the terminal, broken at words: a terminal by itself breaks inside them. */
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '#terminal/terminal';

/** Where nobody says how wide it is. */
export const usualColumns = 80;
const columnsMin = 40;
/** Longer lines are hard to read, however wide the window. */
const columnsMax = 100;

/** `COLUMNS` where it is given, else what the terminal says; `undefined` where neither does, as in a pipe. */
export function columnsOf(given: string | undefined, ofTerminal: number | undefined): number | undefined {
  const columns = given !== undefined && /^[1-9]\d{0,4}$/.test(given) ? Number(given) : ofTerminal;
  return columns === undefined ? undefined : Math.max(columnsMin, Math.min(columns, columnsMax));
}

/** Without `columns` the text as it is: a program reads it. Words that are too long stay whole, and what is to be copied. */
export function flow(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .flatMap((line) => flowLine(line, columns))
    .join('\n');
}

/** What is for people. */
export function say({ out, columns }: Pick<Terminal, 'out' | 'columns'>, text: string): void {
  out(flow(text, columns));
}

/** Commands, and JSON. */
const copied = /^\s*((aws|npm|export|unset|eval|source|\S*lockstead'?) |["{])/;
/** What stands before an item of a list. */
const mark = /^[·✓✗–!] /;

function flowLine(line: string, columns: number): readonly string[] {
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns || copied.test(plain)) return [line];
  const hang = ' '.repeat(hangOf(plain, columns));
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const { gap, word } of words(line)) {
    const width = stripVTControlCharacters(word).length;
    if (used > 0 && used + gap.length + width > columns) {
      lines.push(current);
      current = hang + word;
      used = hang.length + width;
    } else {
      current += gap + word;
      used += gap.length + width;
    }
  }
  return [...lines, current];
}

/** What follows a label stands below it; all else below the line's own beginning. */
function hangOf(plain: string, columns: number): number {
  const indent = plain.length - plain.trimStart().length;
  const label = plain.indexOf('  ', indent);
  const value = label === -1 ? columns : plain.length - plain.slice(label).trimStart().length;
  if (value <= columns / 2) return value;
  return mark.test(plain.slice(indent)) ? indent + 2 : indent;
}

interface Word {
  readonly gap: string;
  readonly word: string;
}

const quotedMax = 60;

/** What stands in quotes is one word, if it is short: a command or a flag, to be copied. */
function words(line: string): readonly Word[] {
  const found: Word[] = [];
  let at = 0;
  while (at < line.length) {
    const start = skip(line, at, true);
    let end = skip(line, start, false);
    const opens = line.slice(start, end).indexOf('"');
    if (opens !== -1) {
      const inside = start + opens + 1;
      const close = line.slice(inside, inside + quotedMax).indexOf('"');
      if (close !== -1 && inside + close > end) end = skip(line, inside + close, false);
    }
    found.push({ gap: line.slice(at, start), word: line.slice(start, end) });
    at = end;
  }
  return found;
}

/** Past the spaces, or past what is none. */
function skip(line: string, from: number, spaces: boolean): number {
  let at = from;
  while (at < line.length && (line[at] === ' ') === spaces) at += 1;
  return at;
}
