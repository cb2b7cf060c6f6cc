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

export function placeOf({ text, statements }: Document, index: number): StatementPlace {
  const statement = statements[index];
  if (statement === undefined) throw new RangeError(`no statement ${index}`);
  const { start, end } = statement.span;
  const previous = statements[index - 1];
  let before = start - 1;
  while (before > 0 && isSpace(text.charCodeAt(before))) before--;
  const from = previous?.span.end ?? (text[before] === '[' ? before + 1 : start + 1);
  return { StartPosition: positionAt(text, from), EndPosition: positionAt(text, end) };
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    // A carriage return before a line feed is part of the same end of line.
    if (code !== 0x0a && !(code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) continue;
    line++;
    lineStart = at + 1;
  }
  return { Line: line, Column: offset - lineStart + 1 };
}
