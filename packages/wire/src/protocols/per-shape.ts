/** Closures of shapes: what a reader, a writer or a check does with one. */
import type { Shape } from '../model/shape.ts';

type Closure = (one: never, two: never, three: never) => unknown;

/** The closure of each shape, one for one. It is made at its first use and known before that: shapes may contain themselves. */
export function perShape<Kind extends Shape, Made extends Closure>(make: (shape: Kind) => Made): (shape: Kind) => Made {
  const closures: WeakMap<Kind, Made> = new WeakMap();
  return (shape) => {
    const known = closures.get(shape);
    if (known !== undefined) return known;
    let made: Made | undefined;
    const closure = ((one, two, three) => {
      made ??= make(shape);
      return made(one, two, three);
    }) as Closure as Made;
    closures.set(shape, closure);
    return closure;
  };
}
