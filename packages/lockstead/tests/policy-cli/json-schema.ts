/** As much of JSON Schema (draft 7) as our own schemas use; a word that is not known here is an error. */
export type Schema = Readonly<Record<string, unknown>>;
type Schemas = ReadonlyMap<string, Schema>;
type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly file: string;
  readonly schemas: Schemas;
}

const notes: ReadonlySet<string> = new Set(['$schema', 'title', 'description', 'examples', 'definitions']);

export function fits(value: unknown, file: string, schemas: Schemas): boolean {
  return holds(value, schemas.get(file) as Schema, { file, schemas });
}

function holds(value: unknown, schema: Schema, place: Place): boolean {
  return Object.entries(schema).every(([word, said]) => notes.has(word) || wordHolds(value, word, said, schema, place));
}

function wordHolds(value: unknown, word: string, said: unknown, schema: Schema, place: Place): boolean {
  const each = (said_: unknown): readonly Schema[] => said_ as readonly Schema[];
  const fields = isFields(value) ? value : {};
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  switch (word) {
    case '$ref':
      return refHolds(value, String(said), place);
    case 'type':
      return [said].flat().some((type) => isOf(value, String(type)));
    case 'enum':
      return (said as readonly unknown[]).includes(value);
    case 'const':
      return value === said;
    case 'pattern':
      return typeof value !== 'string' || new RegExp(String(said)).test(value);
    case 'minLength':
      return typeof value !== 'string' || value.length >= Number(said);
    case 'minItems':
      return !Array.isArray(value) || list.length >= Number(said);
    case 'items':
      return list.every((item) => holds(item, said as Schema, place));
    case 'required':
      return !isFields(value) || (said as readonly string[]).every((key) => Object.hasOwn(fields, key));
    case 'properties':
      return Object.entries(said as Readonly<Record<string, Schema>>).every(
        ([key, own]) => !Object.hasOwn(fields, key) || holds(fields[key], own, place),
      );
    case 'additionalProperties':
      return Object.entries(fields)
        .filter(([key]) => !Object.hasOwn((schema['properties'] ?? {}) as object, key))
        .every(([, own]) => said !== false && holds(own, said as Schema, place));
    case 'allOf':
      return each(said).every((own) => holds(value, own, place));
    case 'anyOf':
      return each(said).some((own) => holds(value, own, place));
    case 'oneOf':
      return each(said).filter((own) => holds(value, own, place)).length === 1;
    case 'not':
      return !holds(value, said as Schema, place);
    default:
      throw new Error(`the schemas use ${word}, which is not known here`);
  }
}

function refHolds(value: unknown, ref: string, { file, schemas }: Place): boolean {
  const [named = '', path = ''] = ref.split('#');
  const target = named === '' ? file : named;
  const found = path
    .split('/')
    .slice(1)
    .reduce<Schema | undefined>((at, key) => at?.[key] as Schema | undefined, schemas.get(target));
  if (found === undefined) throw new Error(`${ref} is nowhere`);
  return holds(value, found, { file: target, schemas });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isFields(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`${type} is no type`);
  }
}
