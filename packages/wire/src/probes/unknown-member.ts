/** A member that no model has, put into a structure's shape, so that the writers of each protocol write it where it is asked for. */
import type { Member, Shape, StructShape } from '../model/shape.ts';

/** A name that no model has. */
export const unknownMember = 'LocksteadUnknownMember';

const unknown: Member = {
  name: unknownMember,
  required: false,
  traits: {},
  shape: { kind: 'string', name: '', traits: {}, format: 'default' },
};

/** The shape with the member at the end of that way. Lists and maps on the way are gone through. */
export function withUnknownMember(shape: StructShape, way: readonly string[]): StructShape {
  const [next, ...rest] = way;
  const members = shape
    .members()
    .map((member) => (member.name === next ? { ...member, shape: within(member.shape, rest) } : member));
  return { ...shape, members: () => (next === undefined ? [...members, unknown] : members) };
}

function within(shape: Shape, way: readonly string[]): Shape {
  switch (shape.kind) {
    case 'struct':
      return withUnknownMember(shape, way);
    case 'list': {
      const element = { ...shape.element(), shape: within(shape.element().shape, way) };
      return { ...shape, element: () => element };
    }
    case 'map': {
      const value = { ...shape.value(), shape: within(shape.value().shape, way) };
      return { ...shape, value: () => value };
    }
    default:
      throw new TypeError('a scalar has no members');
  }
}
