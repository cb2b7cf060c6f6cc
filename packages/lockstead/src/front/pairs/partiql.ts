/**
 * What a PartiQL statement of DynamoDB does, and to which table: as much as authorization needs, read in one pass.
 * AWS: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */

export type PartiqlVerb = 'Select' | 'Insert' | 'Update' | 'Delete' | 'Exists';

const verbs: Readonly<Record<string, PartiqlVerb>> = {
  select: 'Select',
  insert: 'Insert',
  update: 'Update',
  delete: 'Delete',
  exists: 'Exists',
};

/** What a statement begins with; nothing for what is none of these. */
export function partiqlVerb(statement: string): PartiqlVerb | undefined {
  const first = words(statement).next().value;
  return first === undefined ? undefined : verbs[first.text.toLowerCase()];
}

/** `T`, or `T/index/I`. The table follows FROM or INTO, and in an update UPDATE itself. */
export function partiqlTable(statement: string): string | undefined {
  const before = partiqlVerb(statement) === 'Update' ? 'update' : partiqlVerb(statement) === 'Insert' ? 'into' : 'from';
  const read = words(statement);
  for (const word of read) {
    if (word.quoted || word.text.toLowerCase() !== before) continue;
    const table = read.next().value;
    if (table === undefined || table.text === '') return undefined;
    if (!table.dot) return table.text;
    const index = read.next().value;
    return index === undefined ? undefined : `${table.text}/index/${index.text}`;
  }
  return undefined;
}

interface Word {
  readonly text: string;
  readonly quoted: boolean;
  /** A dot follows at once. */
  readonly dot: boolean;
}

/** Identifiers, quoted or not. Texts in single quotes are passed over: they are data, and may say anything. */
function* words(statement: string): Generator<Word, undefined> {
  let at = 0;
  while (at < statement.length) {
    const character = statement.charAt(at);
    if (character === "'" || character === '"') {
      const end = statement.indexOf(character, at + 1);
      if (end < 0) return;
      if (character === '"') {
        yield { text: statement.slice(at + 1, end), quoted: true, dot: statement.charAt(end + 1) === '.' };
      }
      at = end + 1;
    } else if (isWordCharacter(character)) {
      const start = at;
      while (at < statement.length && isWordCharacter(statement.charAt(at))) at += 1;
      yield { text: statement.slice(start, at), quoted: false, dot: statement.charAt(at) === '.' };
    } else {
      at += 1;
    }
  }
}

function isWordCharacter(character: string): boolean {
  return (
    (character >= 'a' && character <= 'z') ||
    (character >= 'A' && character <= 'Z') ||
    (character >= '0' && character <= '9') ||
    character === '_' ||
    character === '-'
  );
}
