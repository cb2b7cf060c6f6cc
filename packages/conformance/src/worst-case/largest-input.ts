/**
 * The largest input of an operation that its model lets through: every member there, texts and lists as long as they may be, in a body of at
 * most a megabyte. What has to mean something (documents, names of what is there) is given by its member's name.
 */
import type { Member, OperationModel, ServiceModel, Shape } from '@lockstead/wire';

export type Given = Readonly<Record<string, unknown>>;

/** Lists without a bound of their own. */
const elementsMax = 1000;
/** Texts without a bound of their own. */
const lengthMax = 4096;
/** For all lists together, since the body has a bound too. */
const listsLengthMax = 400_000;

interface Builder {
  readonly table: NonNullable<ServiceModel['constraints']>;
  readonly given: Given;
  left: number;
}

export function largestInput(model: ServiceModel, operation: OperationModel, given: Given): Given {
  const { input: shape } = operation;
  if (shape === undefined) return {};
  const table = model.constraints ?? { botocore: '', source: '', sha256: '', operations: {}, shapes: {} };
  const builder: Builder = { table, given, left: listsLengthMax };
  return largestOf(shape, table.operations[operation.name], '', 0, builder) as Given;
}

function largestOf(shape: Shape, name: string | undefined, member: string, index: number, builder: Builder): unknown {
  const { table, given } = builder;
  if (Object.hasOwn(given, member)) return given[member];
  const limits = (name === undefined ? undefined : table.shapes[name]) ?? {};
  switch (shape.kind) {
    case 'struct':
      return Object.fromEntries(
        shape
          .members()
          .map((one: Member) => [one.name, largestOf(one.shape, limits.members?.[one.name], one.name, index, builder)]),
      );
    case 'list': {
      const element = shape.element();
      const list: unknown[] = [];
      while (list.length < (limits.max ?? elementsMax) && (builder.left > 0 || list.length < (limits.min ?? 1))) {
        // The element of a list bears its list's name with an `[]`: values can be given for it.
        const one = largestOf(element.shape, limits.member, `${member}[]`, list.length, builder);
        builder.left -= JSON.stringify(one).length;
        list.push(one);
      }
      return list;
    }
    case 'map':
      return {};
    case 'number':
      return limits.max ?? 1;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(0);
    default:
      return limits.enum?.[0] ?? text(limits.max ?? lengthMax, limits.pattern, index);
  }
}

/** As long as it may be, and another for each element of a list. */
function text(length: number, pattern: string | undefined, index: number): string {
  const mark = String(index);
  if (pattern === undefined) return mark.padStart(length, 'a');
  const isPath = pattern.includes('u002F') || pattern.startsWith('((/');
  if (isPath) return `/${'a'.repeat(length - 2)}/`;
  if (pattern === '[\\d]+') return '1'.repeat(length);
  return mark.padStart(length, 'a').slice(-length);
}
