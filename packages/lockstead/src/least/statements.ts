/**
 * Needs as statements, always the same for the same needs: each action on each resource stands in exactly one, so that none can be taken away
 * unnoticed.
 */
import { policyCharacters, policyQuotas } from '@lockstead/policy';
import type { Need } from './needs.ts';

export interface OfferedStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
}

export interface OfferedDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly OfferedStatement[];
}

/** Resources with the same actions share a statement; never those of two services. In the order of their first actions and resources. */
export function statementsOf(needs: readonly Need[]): readonly OfferedStatement[] {
  const actions = new Map<string, { readonly need: Need; readonly names: Set<string> }>();
  for (const need of needs) {
    const key = JSON.stringify([serviceOf(need), need.resource, need.stated]);
    const held = actions.get(key);
    if (held === undefined) actions.set(key, { need, names: new Set([need.action]) });
    else held.names.add(need.action);
  }
  const statements = new Map<
    string,
    { readonly need: Need; readonly names: readonly string[]; readonly resources: string[] }
  >();
  for (const { need, names: set } of actions.values()) {
    const names = [...set].toSorted();
    const key = JSON.stringify([names, need.stated]);
    const held = statements.get(key);
    if (held === undefined) statements.set(key, { need, names, resources: [need.resource] });
    else held.resources.push(need.resource);
  }
  return [...statements.values()]
    .map(({ need: { stated }, names, resources }): OfferedStatement => {
      const Condition = stated === undefined ? {} : { Condition: { StringEquals: { [stated.key]: stated.values } } };
      return { Effect: 'Allow', Action: names, Resource: resources.toSorted(), ...Condition };
    })
    .toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
}

/** As few policies as hold them within AWS's quota of a managed policy; one empty list where there are no statements. */
export function documentsOf(statements: readonly OfferedStatement[]): readonly OfferedDocument[] {
  const documents: OfferedDocument[] = [];
  let current: OfferedStatement[] = [];
  for (const statement of statements.flatMap(fitting)) {
    if (current.length > 0 && !fits([...current, statement])) {
      documents.push({ Version, Statement: current });
      current = [];
    }
    current.push(statement);
  }
  if (current.length > 0) documents.push({ Version, Statement: current });
  return documents;
}

const Version = '2012-10-17';

/** One statement that alone is longer than a policy may be, in parts by its resources. */
function fitting(statement: OfferedStatement): readonly OfferedStatement[] {
  const { Resource } = statement;
  if (fits([statement]) || Resource.length < 2) return [statement];
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((part) => fitting({ ...statement, Resource: part }));
}

function fits(Statement: readonly OfferedStatement[]): boolean {
  return policyCharacters(JSON.stringify({ Version, Statement })) <= policyQuotas.managed;
}

function serviceOf({ action }: Need): string {
  return action.slice(0, action.indexOf(':'));
}

function orderOf({ Action, Resource, Condition }: OfferedStatement): string {
  return JSON.stringify([Action, Resource, Condition]);
}
