/**
 * Where a statement stands in its policy, as the simulator tells it: lines and columns from 1.
 * A statement begins where its parser had come to before it: behind the bracket that opens the list, behind the statement before it, or,
 * where it stands alone, behind its own brace. It ends behind its closing brace. (Read off recorded answers.)
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Position.html
 */
import type { Document } from '@lockstead/policy';

export interface Position {
  readonly Line: number;
  readonly Column: number;
}

export interface StatementPlace {
  readonly StartPosition: Position;
  readonly EndPosition: Position;
}

/** `index` is the statement's place in the document, from 0. */
export function placeOf(document: Document, index: number): StatementPlace {
  const { text, statements } = document;
  const statement = statements[index];
  if (statement === undefined) throw new RangeError(`no statement ${index}`);
  const { start, end } = statement.span;
  const previous = statements[index - 1];
  let before = start - 1;
  while (before > 0 && isSpace(text.charCodeAt(before))) before--;
  const from = previous?.span.end ?? (text[before] === '[' ? before + 1 : start + 1);
  return { StartPosition: positionAt(document, from), EndPosition: positionAt(document, end) };
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Where the lines of a document begin: made once, since every statement of a long one may be told of. */
const lineStarts = new WeakMap<Document, readonly number[]>();

function lineStartsOf(document: Document): readonly number[] {
  const known = lineStarts.get(document);
  if (known !== undefined) return known;
  const { text } = document;
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // A carriage return before a line feed is part of the same end of line.
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  lineStarts.set(document, starts);
  return starts;
}

function positionAt(document: Document, offset: number): Position {
  const starts = lineStartsOf(document);
  let line = 0;
  let after = starts.length;
  while (after - line > 1) {
    const middle = (line + after) >>> 1;
    if ((starts[middle] as number) <= offset) line = middle;
    else after = middle;
  }
  return { Line: line + 1, Column: offset - (starts[line] as number) + 1 };
}
