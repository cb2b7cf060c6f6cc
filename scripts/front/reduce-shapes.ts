/**
 * Of a service's shapes, what its rows need: the members that templates, conditions and repetitions name, those in the URI, and
 * the payload, so that a request can be decoded with nothing else.
 */
import { conditionOf } from '../../packages/lockstead/src/front/pairs/condition.ts';
import { type Expression, parseExpression, type Step } from '../../packages/lockstead/src/front/pairs/expression.ts';
import { templateOf } from '../../packages/lockstead/src/front/pairs/template.ts';
import type { OperationRow, PairRow, ShapeRow } from '../../packages/lockstead/src/front/tables/row.ts';
import type { BotocoreReference, BotocoreService, BotocoreShape } from './model.ts';

/** A path from the operation's input, of the steps that expressions have. */
export type Path = readonly Step[];

/** Every path that a pair takes from the input, those of a repetition's elements with the repetition's own before them. */
export function pathsOf(pair: PairRow): readonly Path[] {
  const each = pair.each === undefined ? [] : (pathsIn(parseExpression(pair.each), [])[0] ?? []);
  const templates = [
    ...(pair.resources ?? []),
    ...Object.values(pair.keys ?? {}),
    ...[pair.otherwise, pair.keyOf, pair.roleOf].filter((text) => text !== undefined),
  ];
  const expressions = [
    ...templates.flatMap((text) => templateOf(text).parts.filter((part) => typeof part !== 'string')),
    ...(pair.when ?? []).map((text) => conditionOf(text).expression),
  ];
  return [
    ...(each.length === 0 ? [] : [each]),
    ...expressions.flatMap((expression) => pathsIn(expression, each)),
    ...(pair.tags === undefined ? [] : pathsIn(parseExpression(pair.tags), each)),
  ];
}

function pathsIn({ choices }: Expression, each: Path): readonly Path[] {
  return choices.flatMap(({ source }) => {
    if (!('from' in source)) return [];
    return [source.from === 'each' ? [...each, ...source.steps] : source.steps];
  });
}

function referenceOf(shape: BotocoreShape, step: Step): BotocoreReference | undefined {
  if (step === 'elements') return shape.type === 'list' ? shape.member : undefined;
  if (step === 'keys') return shape.type === 'map' ? shape.key : undefined;
  if (step === 'values' || (typeof step === 'object' && 'entry' in step))
    return shape.type === 'map' ? shape.value : undefined;
  return shape.members?.[step.member];
}

const keptOfShapes = ['type', 'payload', 'streaming', 'union', 'document', 'flattened', 'timestampFormat'] as const;

export function reduceShapes(
  service: BotocoreService,
  operations: Readonly<Record<string, OperationRow>>,
): Readonly<Record<string, ShapeRow>> {
  const kept = new Map<string, Set<string>>();
  const keep = (name: string): Set<string> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const made = new Set<string>();
    kept.set(name, made);
    const shape = service.shapes[name];
    for (const inside of [shape?.member, shape?.key, shape?.value]) if (inside !== undefined) keep(inside.shape);
    return made;
  };
  const walk = (root: string, path: Path): void => {
    let name: string | undefined = root;
    for (const step of path) {
      if (name === undefined) return;
      const shape: BotocoreShape | undefined = service.shapes[name];
      if (typeof step === 'object' && 'member' in step) keep(name).add(step.member);
      name = shape === undefined ? undefined : referenceOf(shape, step)?.shape;
      if (name !== undefined) keep(name);
    }
    if (name !== undefined) keepTags(service, name, keep);
  };
  for (const row of Object.values(operations)) {
    if (row.input === undefined) continue;
    const shape = service.shapes[row.input];
    const members = keep(row.input);
    for (const [member, reference] of Object.entries(shape?.members ?? {})) {
      if (reference.location === 'uri' || shape?.payload === member) {
        members.add(member);
        keep(reference.shape);
      }
    }
    for (const path of row.pairs.flatMap(pathsOf)) walk(row.input, path);
  }
  const plain = plainShapes(service, kept.keys());
  return Object.fromEntries(
    [...kept]
      .filter(([name]) => !plain.has(name))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, members]) => [name, reduced(service.shapes[name], members, plain)]),
  );
}

/** A path may end at the tags themselves: then key and value of each are needed. */
function keepTags(service: BotocoreService, name: string, keep: (name: string) => Set<string>): void {
  const element = service.shapes[name]?.member?.shape;
  const structure = element === undefined ? undefined : service.shapes[element];
  if (element === undefined || structure?.type !== 'structure') return;
  for (const [member, reference] of Object.entries(structure.members ?? {})) {
    if (!/^(tag)?(key|value)$/i.test(member)) continue;
    keep(element).add(member);
    keep(reference.shape);
  }
}

/** Scalars without traits of their own go by their type: most shapes are such, and the tables a third of their size without them. */
function plainShapes(service: BotocoreService, names: Iterable<string>): ReadonlyMap<string, string> {
  const plain = new Map<string, string>();
  for (const name of names) {
    const shape = service.shapes[name];
    if (shape === undefined || ['structure', 'list', 'map'].includes(shape.type)) continue;
    if (keptOfShapes.every((trait) => trait === 'type' || shape[trait] === undefined)) plain.set(name, shape.type);
  }
  return plain;
}

function reduced(
  shape: BotocoreShape | undefined,
  members: ReadonlySet<string>,
  plain: ReadonlyMap<string, string>,
): ShapeRow {
  if (shape === undefined) throw new TypeError('a kept shape is in the model');
  const made: Record<string, unknown> = {};
  for (const trait of keptOfShapes) if (shape[trait] !== undefined) made[trait] = shape[trait];
  const to = (reference: BotocoreReference): BotocoreReference => ({
    ...reference,
    shape: plain.get(reference.shape) ?? reference.shape,
  });
  if (shape.members !== undefined) {
    const entries = Object.entries(shape.members).filter(([member]) => members.has(member));
    made['members'] = Object.fromEntries(entries.map(([member, reference]) => [member, to(reference)]));
  }
  for (const inside of ['member', 'key', 'value'] as const) {
    const reference = shape[inside];
    if (reference !== undefined) made[inside] = to(reference);
  }
  return made as unknown as ShapeRow;
}
