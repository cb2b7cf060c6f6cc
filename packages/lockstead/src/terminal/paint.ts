/** Colour and weight, on a terminal only (https://no-color.org). */
import type { Terminal } from './terminal.ts';

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  note(text: string): string;
}

const styled = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const plain = (text: string): string => text;

const coloured: Paint = {
  bold: styled(1, 22),
  dim: styled(2, 22),
  good: styled(32, 39),
  bad: styled(31, 39),
  note: styled(36, 39),
};

const colourless: Paint = { bold: plain, dim: plain, good: plain, bad: plain, note: plain };

export function paintFor({ isTerminal, environment }: Pick<Terminal, 'isTerminal' | 'environment'>): Paint {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return isTerminal && !refused ? coloured : colourless;
}

/** What others wrote must not steer the terminal: control characters become their escapes. */
function harmless(text: string): string {
  let shown = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = (code < 0x20 && character !== '\n' && character !== '\t') || (code >= 0x7f && code < 0xa0);
    shown += isControl ? `\\u${code.toString(16).padStart(4, '0')}` : character;
  }
  return shown;
}

/** Every text in a plain value, made harmless. */
export function harmlessValue<T>(value: T): T {
  const text = JSON.stringify(value);
  return text === undefined
    ? value
    : (JSON.parse(text, (_key, each: unknown) => (typeof each === 'string' ? harmless(each) : each)) as T);
}

/** As one line, for a sentence that quotes what others wrote. */
export function harmlessLine(text: string): string {
  return harmless(text.replaceAll(/\s+/g, ' '));
}
