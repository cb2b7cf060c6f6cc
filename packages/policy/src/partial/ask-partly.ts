/** The answer of policies to a request of which not everything is known. */

import type { CompiledStatement } from '../compile/compiled-statement.ts';
import type { Program } from '../compile/program.ts';
import type { AttachedPolicy } from '../layers.ts';
import type { PartialContext, PartialRequest } from './partial-request.ts';
import { type Atom, type Residual, residualOf, templatesOf, variableKeysOf } from './residual.ts';
import { type Dimension, dimensionsOf } from './worlds.ts';

/**
 * What the policies are asked.
 * - `denies`: a deny that matches stops; what they do not allow passes (they stand beside one that allows all).
 * - `decides`: what they do not allow stops too.
 * - `allows`: what they do not allow stops; their denies are left out. For policies of which it is known that none of their denies matches.
 */
export type PartialQuestion = 'denies' | 'decides' | 'allows';

/** The statement that an answer rests on; `statement` is its place in the document, from 0. */
export interface PartialMatch {
  readonly policy: string;
  readonly statement: number;
  readonly sid?: string;
}

/** What a policy says of a request of which not everything is known. */
export type PartialAnswer =
  | { readonly outcome: 'passes' }
  /** `by`: the deny that matches; absent where nothing allows, or where one of several denies matches whatever the open keys are. */
  | { readonly outcome: 'stops'; readonly by?: PartialMatch }
  | {
      readonly outcome: 'depends';
      /** Condition keys as the policies write them, sorted; and `resource` or `principal`, where those are not known. */
      readonly on: readonly string[];
      /** The first deny that may match; absent where it is an allow that may be missing. */
      readonly by?: PartialMatch;
    };

/** Ways that are tried together; beyond it each open condition counts as one that may come out either way. */
export const worldsMax = 4_096;
/** Answers remembered for one list of policies. */
const answersMax = 10_000;
/** Actions whose statements are remembered. */
const actionsMax = 10_000;

const passes: PartialAnswer = { outcome: 'passes' };

interface Candidate {
  readonly policy: AttachedPolicy;
  readonly compiled: CompiledStatement;
  /** Its number among all statements of the list. */
  readonly number: number;
}

interface Open {
  readonly candidate: Candidate;
  readonly atoms: readonly Atom[];
}

/** Policies that stand at one place, ready to be asked often. */
export class PartialPolicies {
  readonly #candidates: readonly Candidate[];
  readonly #byAction = new Map<string, readonly Candidate[]>();
  readonly #answers = new Map<string, PartialAnswer>();

  constructor(policies: readonly AttachedPolicy[]) {
    const all = policies.flatMap((policy) => {
      const { statements }: Program = policy.document.program;
      return statements.map((compiled) => ({ policy, compiled }));
    });
    this.#candidates = all.map((each, number) => ({ ...each, number }));
  }

  /**
   * Time linear in the statements that name the action; what is open is then looked at together, in bounded time.
   * INVARIANT: `passes` and `stops` hold for every value of what is not known (tests/partial.test.ts, by brute force).
   */
  ask(request: PartialRequest, question: PartialQuestion): PartialAnswer {
    const denies: Open[] = [];
    const allows: Open[] = [];
    let allowed = question === 'denies';
    for (const candidate of this.#forAction(request.action)) {
      const { compiled } = candidate;
      if (!compiled.denies && allowed) continue;
      if (compiled.denies && question === 'allows') continue;
      const residual: Residual = residualOf(compiled, request);
      if (residual === 'fails') continue;
      if (residual === 'matches') {
        if (compiled.denies) return { outcome: 'stops', by: matchOf(candidate) };
        allowed = true;
      } else {
        (compiled.denies ? denies : allows).push({ candidate, atoms: residual.open });
      }
    }
    if (allowed) allows.length = 0;
    if (denies.length === 0 && allows.length === 0) return allowed ? passes : { outcome: 'stops' };
    return this.#together(denies, allows, allowed, request);
  }

  #forAction(action: string): readonly Candidate[] {
    let found = this.#byAction.get(action);
    if (found === undefined) {
      const lower = action.toLowerCase();
      found = this.#candidates.filter(({ compiled }) => compiled.matchesAction(lower));
      if (this.#byAction.size >= actionsMax) this.#byAction.clear();
      this.#byAction.set(action, found);
    }
    return found;
  }

  /** The same statements left open in the same conditions have the same answer, whatever else the request says. */
  #together(
    denies: readonly Open[],
    allows: readonly Open[],
    allowed: boolean,
    request: PartialRequest,
  ): PartialAnswer {
    const { context } = request;
    const signature = [...denies, ...allows].map((open) => signatureOf(open, context)).join(';') + (allowed ? '' : '!');
    let answer = this.#answers.get(signature);
    if (answer === undefined) {
      answer = judged(denies, allows, allowed, context);
      if (this.#answers.size >= answersMax) this.#answers.clear();
      this.#answers.set(signature, answer);
    }
    return answer;
  }
}

function signatureOf({ candidate, atoms }: Open, context: PartialContext): string {
  const { conditions } = candidate.compiled;
  const parts = atoms.map((atom) => {
    const keys = variableKeysOf(atom);
    if (atom.kind !== 'condition') return keys.length === 0 ? atom.kind : `${atom.kind}${certaintiesOf(keys, context)}`;
    return `${conditions.indexOf(atom.condition)}${certaintiesOf([atom.condition.key, ...keys], context)}`;
  });
  return `${candidate.number}:${parts.join()}`;
}

/** A letter each: what is known of a key decides what an atom is tied to. */
function certaintiesOf(keys: readonly string[], context: PartialContext): string {
  return keys.map((key) => context.certainty(key).charAt(0)).join('');
}

function judged(
  denies: readonly Open[],
  allows: readonly Open[],
  allowed: boolean,
  context: PartialContext,
): PartialAnswer {
  const atoms = distinct([...denies, ...allows].flatMap((open) => open.atoms));
  const dimensions = dimensionsOf(atoms, context);
  const [first] = denies;
  const by = first === undefined ? {} : { by: matchOf(first.candidate) };
  const count = dimensions.reduce((product, { ways }) => Math.min(product * ways.length, worldsMax + 1), 1);
  if (count > worldsMax) return { outcome: 'depends', on: namesOf(dimensions), ...by };
  const places = placesOf(dimensions);
  const conjunctions = (opens: readonly Open[]): readonly (readonly Place[])[] =>
    opens.map((open) => open.atoms.map((atom) => places.get(identityOf(atom)) as Place));
  const [denying, allowing] = [conjunctions(denies), conjunctions(allows)];
  const stops = (way: readonly (readonly boolean[])[]): boolean =>
    denying.some((each) => holds(each, way)) || !(allowed || allowing.some((each) => holds(each, way)));

  const outcomes: boolean[] = [];
  for (let world = 0; world < count; world++) outcomes.push(stops(wayOf(world, dimensions)));
  if (!outcomes.includes(false)) return { outcome: 'stops', ...(denies.length === 1 ? by : {}) };
  if (!outcomes.includes(true)) return passes;
  return { outcome: 'depends', on: namesOf(dimensions.filter((_, i) => matters(i, dimensions, outcomes))), ...by };
}

interface Place {
  readonly dimension: number;
  readonly atom: number;
}

/** A condition is an atom once, and so is what one statement says of the resource. */
function identityOf(atom: Atom): object {
  return atom.kind === 'condition'
    ? atom.condition
    : atom.kind === 'resource'
      ? atom.statement
      : atom.statement.statement;
}

function distinct(atoms: readonly Atom[]): readonly Atom[] {
  return [...new Map(atoms.map((atom) => [identityOf(atom), atom])).values()];
}

function placesOf(dimensions: readonly Dimension[]): ReadonlyMap<object, Place> {
  return new Map(
    dimensions.flatMap(({ atoms }, dimension) =>
      atoms.map((each, atom): [object, Place] => [identityOf(each), { dimension, atom }]),
    ),
  );
}

function holds(conjunction: readonly Place[], way: readonly (readonly boolean[])[]): boolean {
  return conjunction.every(({ dimension, atom }) => way[dimension]?.[atom] === true);
}

/** Worlds are counted like numbers of which each dimension is a digit, the first the lowest. */
function wayOf(world: number, dimensions: readonly Dimension[]): readonly (readonly boolean[])[] {
  let rest = world;
  return dimensions.map(({ ways }) => {
    const way = ways[rest % ways.length] as readonly boolean[];
    rest = Math.floor(rest / ways.length);
    return way;
  });
}

/** Whether two worlds that differ in nothing else come out differently. */
function matters(dimension: number, dimensions: readonly Dimension[], outcomes: readonly boolean[]): boolean {
  const stride = dimensions.slice(0, dimension).reduce((product, { ways }) => product * ways.length, 1);
  const { ways } = dimensions[dimension] as Dimension;
  for (let world = 0; world < outcomes.length; world++) {
    const digit = Math.floor(world / stride) % ways.length;
    if (digit > 0 && outcomes[world] !== outcomes[world - digit * stride]) return true;
  }
  return false;
}

function namesOf(dimensions: readonly Dimension[]): readonly string[] {
  const names = dimensions.flatMap(({ keys, about, atoms }) => {
    const written = keys.map((key) => asWritten(key, atoms));
    return about === 'condition' ? written : [...written, about];
  });
  return [...new Set(names)].sort();
}

/** As a condition or a variable has it first. */
function asWritten(key: string, atoms: readonly Atom[]): string {
  for (const atom of atoms) {
    if (atom.kind === 'condition' && atom.condition.key === key) return atom.condition.element.key;
    for (const { text } of templatesOf(atom)) {
      const at = text.toLowerCase().indexOf(key.toLowerCase());
      if (at >= 0) return text.slice(at, at + key.length);
    }
  }
  return key;
}

function matchOf({ policy, compiled }: Candidate): PartialMatch {
  const { index, sid } = compiled.statement;
  return { policy: policy.name, statement: index, ...(sid === undefined ? {} : { sid }) };
}
