/**
 * JSON that a backend may read otherwise than it was decided on. Of a member that is given twice the front reads the last, another parser
 * perhaps the first; and some parsers take `tablename` for `TableName`. Both are refused: no client of AWS writes either.
 *
 * Linear in the text, and others have their turn meanwhile.
 */
import type { Member, OperationModel } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { turns } from '#kernel/turns';

/** After so many characters the others have their turn. */
const charactersATurn = 256 * 1024;

/** By the lower case of their names, how they are written: on the wire, and by AWS's model. */
export type DocumentNames = ReadonlyMap<string, ReadonlySet<string>>;

const known: WeakMap<OperationModel, DocumentNames> = new WeakMap();

/** Of the operation's document; none where no decision reads any, as of a body that is an object or a function's event. */
export function documentNames(operation: OperationModel): DocumentNames {
  const before = known.get(operation);
  if (before !== undefined) return before;
  const names = new Map(
    documentMembers(operation).map(({ name, traits }) => {
      const wire = traits.jsonName ?? name;
      return [wire.toLowerCase(), new Set([wire, name])] as const;
    }),
  );
  known.set(operation, names);
  return names;
}

function documentMembers({ input }: OperationModel): readonly Member[] {
  const members = input?.members() ?? [];
  const payload = members.find(({ traits }) => traits.httpPayload !== undefined);
  if (payload !== undefined) return payload.shape.kind === 'struct' ? payload.shape.members() : [];
  return members.filter(({ traits: { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpQueryParams } }) =>
    [httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpQueryParams].every((trait) => trait === undefined),
  );
}

/** `text` is JSON, as the gateway found. @throws AwsError for one that is ambiguous. */
export async function refuseAmbiguous(text: string, members: DocumentNames): Promise<void> {
  /** The names of the objects that are open; undefined for lists. */
  const open: (Set<string> | undefined)[] = [];
  let nextTurn = charactersATurn;
  let at = 0;
  while (at < text.length) {
    if (at >= nextTurn) {
      nextTurn = at + charactersATurn;
      await turns.take();
    }
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) check(nameOf(text, at, end), open, members);
      at = end;
      continue;
    }
    at += 1;
  }
}

/** Behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') return at + 1;
  }
  return text.length;
}

function isName(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

function nameOf(text: string, start: number, end: number): string {
  const quoted = text.slice(start, end);
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function check(name: string, open: readonly (Set<string> | undefined)[], members: DocumentNames): void {
  const names = open.at(-1);
  if (names === undefined) return;
  if (names.has(name)) throw ambiguous(`The member ${name.slice(0, 128)} is given more than once.`);
  names.add(name);
  if (open.length > 1) return;
  const alike = members.get(name.toLowerCase());
  if (alike !== undefined && !alike.has(name)) {
    throw ambiguous(`The member ${name.slice(0, 128)} differs from one of the operation by its capitals alone.`);
  }
}

function ambiguous(message: string): AwsError {
  return new AwsError({ code: 'SerializationException', httpStatus: 400, fault: 'client' }, message);
}
