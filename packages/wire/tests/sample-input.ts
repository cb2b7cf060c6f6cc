/** The least input that a client will send: every required member, with some value. */
import type { Shape } from '../src/index.ts';

const depthMax = 6;

export function sampleInput(shape: Shape, depth = 0): unknown {
  switch (shape.kind) {
    case 'struct': {
      if (depth > depthMax) return {};
      const members = shape.members();
      const wanted = shape.union ? members.slice(0, 1) : members.filter((member) => member.required);
      return Object.fromEntries(wanted.map((member) => [member.name, sampleInput(member.shape, depth + 1)]));
    }
    case 'list':
      return [sampleInput(shape.element().shape, depth + 1)];
    case 'map':
      return { k: sampleInput(shape.value().shape, depth + 1) };
    case 'string':
      return 'v';
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(0);
    case 'bigInteger':
      return 1n;
    case 'bigDecimal':
      return '1';
    case 'document':
      return {};
    default:
      return new Uint8Array([118]);
  }
}
