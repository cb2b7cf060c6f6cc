/**
 * What a newer model has that ours has not, and the reverse. New operations answer `NotImplemented` by name as soon as the package is
 * newer; new members and errors, and changed constraints, want somebody's eye.
 */
import type { ConstraintTable } from '../validate/constraint-table.ts';
import type { ServiceModel } from './service-model.ts';
import type { Shape } from './shape.ts';

interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ModelDrift {
  readonly operations: Difference;
  readonly errors: Difference;
  /** `CreateUserRequest.Tags`: of structures that both have, or that came with a new operation. Required ones end in `!`. */
  readonly members: Difference;
}

export function compareModels(before: ServiceModel, after: ServiceModel): ModelDrift {
  return {
    operations: difference(before.operations.keys(), after.operations.keys()),
    errors: difference(errorsOf(before), errorsOf(after)),
    members: difference(membersOf(before), membersOf(after)),
  };
}

/** `userNameType: max 64 -> 128`; shapes that came or went by their name. */
export function compareConstraints(before: ConstraintTable, after: ConstraintTable): readonly string[] {
  const { added, removed } = difference(Object.keys(before.shapes), Object.keys(after.shapes));
  const changed: string[] = [];
  for (const [name, shape] of Object.entries(after.shapes)) {
    const other = before.shapes[name];
    if (other === undefined) continue;
    for (const limit of ['min', 'max', 'pattern', 'integer'] as const) {
      if (shape[limit] !== other[limit])
        changed.push(`${name}: ${limit} ${other[limit] ?? 'none'} -> ${shape[limit] ?? 'none'}`);
    }
    const values = difference(other.enum ?? [], shape.enum ?? []);
    changed.push(
      ...values.added.map((value) => `${name}: value ${value} added`),
      ...values.removed.map((value) => `${name}: value ${value} removed`),
    );
  }
  return [...added.map((name) => `${name}: added`), ...removed.map((name) => `${name}: removed`), ...changed];
}

export function isEmptyDrift({ operations, errors, members }: ModelDrift): boolean {
  return [operations, errors, members].every(({ added, removed }) => added.length === 0 && removed.length === 0);
}

function difference(before: Iterable<string>, after: Iterable<string>): Difference {
  const old = new Set(before);
  const fresh = new Set(after);
  return {
    added: [...fresh].filter((name) => !old.has(name)).sort(),
    removed: [...old].filter((name) => !fresh.has(name)).sort(),
  };
}

/** With their codes and statuses, since clients see those. */
function errorsOf(model: ServiceModel): readonly string[] {
  return [...model.errors.values()].map(({ name, code, httpStatus }) => `${name} (${code}, ${httpStatus})`);
}

function membersOf(model: ServiceModel): readonly string[] {
  const seen: Set<string> = new Set();
  const members: string[] = [];
  const visit = (shape: Shape): void => {
    switch (shape.kind) {
      case 'struct':
        if (seen.has(shape.name)) return;
        seen.add(shape.name);
        for (const { name, required, shape: target } of shape.members()) {
          members.push(`${shape.name}.${name}${required ? '!' : ''}`);
          visit(target);
        }
        return;
      case 'list':
        visit(shape.element().shape);
        return;
      case 'map':
        visit(shape.value().shape);
        return;
      default:
    }
  };
  for (const { input, output } of model.operations.values()) {
    if (input !== undefined) visit(input);
    if (output !== undefined) visit(output);
  }
  return members;
}
