/**
 * The shapes of documents whose settings are known: which settings there are, and what each takes. The same shapes check a document with operators
 * on its way in, and the effective policy that comes of several.
 */
import { childControl, isObject, isValueOperator, type Json } from './inheritance-syntax.ts';

interface Leaf {
  readonly kind: 'text' | 'texts';
  readonly like?: RegExp;
}

export type Shape =
  | Leaf
  | {
      readonly kind: 'group';
      readonly settings: Readonly<Record<string, Shape>>;
      /** In an effective policy these have to be there, where the group is. */
      readonly required?: readonly string[];
    }
  /** Names that their author chooses. */
  | { readonly kind: 'named'; readonly name: RegExp; readonly each: Shape; readonly most: number };

export interface ShapeFault {
  readonly code: 'INVALID_ELEMENT' | 'REQUIRED_ELEMENT_MISSING' | 'ELEMENTS_TOO_MANY';
  /** `ec2_attributes/serial_console_access/status` */
  readonly path: string;
  readonly message: string;
}

/** Faults of a document with operators: unknown settings, and values that a setting does not take. */
export function faultsOfDocument(document: Json, shape: Shape): readonly ShapeFault[] {
  const faults: ShapeFault[] = [];
  check(document, shape, [], { withOperators: true, faults });
  return faults;
}

/** Faults of an effective policy: also settings that are missing. */
export function faultsOfEffective(document: Json, shape: Shape): readonly ShapeFault[] {
  const faults: ShapeFault[] = [];
  check(document, shape, [], { withOperators: false, faults });
  return faults;
}

interface Checking {
  readonly withOperators: boolean;
  readonly faults: ShapeFault[];
}

function check(value: unknown, shape: Shape, path: readonly string[], checking: Checking): void {
  const say: Say = (code, message) => void checking.faults.push({ code, path: path.join('/'), message });
  if (shape.kind === 'group' || shape.kind === 'named') {
    checkGroup(value, shape, path, checking, say);
    return;
  }
  const fault = faultOfValue(value, shape, checking.withOperators);
  if (fault !== undefined) say('INVALID_ELEMENT', fault);
}

type Say = (code: ShapeFault['code'], message: string) => void;
type Group = Extract<Shape, { readonly kind: 'group' | 'named' }>;

function checkGroup(value: unknown, shape: Group, path: readonly string[], checking: Checking, say: Say): void {
  if (!isObject(value)) {
    say('INVALID_ELEMENT', 'settings with names are wanted here');
    return;
  }
  const names = Object.keys(value).filter((name) => name !== childControl);
  const operator = names.find(isValueOperator);
  if (operator !== undefined) say('INVALID_ELEMENT', `${operator} sets a value, and this is a group of settings`);
  for (const name of names.filter((each) => !isValueOperator(each))) {
    const inside = insideOf(shape, name);
    if (inside === undefined) say('INVALID_ELEMENT', `"${name}" is not a setting that is known here`);
    else check(value[name], inside, [...path, name], checking);
  }
  if (shape.kind === 'named' && names.length > shape.most)
    say('ELEMENTS_TOO_MANY', `there are ${names.length}, and at most ${shape.most}`);
  if (checking.withOperators || shape.kind !== 'group') return;
  for (const name of shape.required ?? []) {
    if (!names.includes(name)) say('REQUIRED_ELEMENT_MISSING', `${name} is missing`);
  }
}

function insideOf(shape: Group, name: string): Shape | undefined {
  if (shape.kind === 'named') return shape.name.test(name) ? shape.each : undefined;
  return Object.hasOwn(shape.settings, name) ? shape.settings[name] : undefined;
}

/** What is wrong with it; undefined where nothing is. */
function faultOfValue(value: unknown, shape: Leaf, withOperators: boolean): string | undefined {
  const values: unknown[] = [];
  for (const [name, inside] of withOperators ? settingsOf(value) : [['@@assign', value] as const]) {
    if (name === childControl) continue;
    if (!isValueOperator(name)) return `"${name}" is not an operator`;
    if (shape.kind === 'text' && (name !== '@@assign' || Array.isArray(inside))) return 'there is one value here';
    values.push(...(Array.isArray(inside) ? (inside as readonly unknown[]) : [inside]));
  }
  if (withOperators && !isObject(value)) return 'a value is set by an operator, such as @@assign';
  const wrong = values.find((one) => isObject(one) || shape.like?.test(String(one)) === false);
  return wrong === undefined ? undefined : `"${String(wrong).slice(0, 80)}" is not a value that is taken here`;
}

function settingsOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
