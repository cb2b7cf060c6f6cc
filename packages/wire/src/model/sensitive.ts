/** Takes out of a request or an answer what AWS's model calls sensitive, before it is recorded anywhere. */
import type { OperationModel } from './service-model.ts';
import type { Member, Shape } from './shape.ts';

/** As CloudTrail writes it. AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const sensitiveMask = 'HIDDEN_DUE_TO_SECURITY_REASONS';

type Mask = (value: unknown) => unknown;

const masks: WeakMap<Shape, Mask> = new WeakMap();

/** A copy with sensitive members masked; the value itself where it has none. Members that the model does not know are left out. */
export function maskSensitive<Value>(operation: OperationModel, value: Value, direction: 'input' | 'output'): Value {
  const shape = operation[direction];
  if (shape === undefined) return value;
  return maskOf(shape)(value) as Value;
}

function maskOf(shape: Shape): Mask {
  const known = masks.get(shape);
  if (known !== undefined) return known;
  let made: Mask = identity;
  // Set before the members are read, so that a shape within itself finds it.
  masks.set(shape, (value) => made(value));
  made = makeMask(shape);
  return made;
}

function makeMask(shape: Shape): Mask {
  switch (shape.kind) {
    case 'struct':
      return maskOfStruct(shape.members());
    case 'list': {
      const element = maskOfMember(shape.element());
      return (value) => (Array.isArray(value) ? value.map(element) : value);
    }
    case 'map': {
      const entry = maskOfMember(shape.value());
      return (value) => {
        if (!isRecord(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, entry(item)]));
      };
    }
    default:
      return identity;
  }
}

function maskOfStruct(members: readonly Member[]): Mask {
  const list = members.map((member) => ({ name: member.name, mask: maskOfMember(member) }));
  return (value) => {
    if (!isRecord(value)) return value;
    const copy: Record<string, unknown> = {};
    for (const { name, mask } of list) {
      const item = Object.hasOwn(value, name) ? value[name] : undefined;
      if (item !== undefined) copy[name] = mask(item);
    }
    return copy;
  };
}

function maskOfMember(member: Member): Mask {
  if (member.traits.sensitive !== undefined) return () => sensitiveMask;
  return maskOf(member.shape);
}

function identity(value: unknown): unknown {
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
