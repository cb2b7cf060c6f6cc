/**
 * A document compiled: which statements speak about an action, remembered for each action once asked.
 * INVARIANT: a program never answers otherwise than its statements looked at one by one.
 */
import { planStatementsMax, plansMax } from '../limits.ts';
import type { Statement, Version } from '../statement.ts';
import { Candidates } from './candidates.ts';
import { CompiledStatement } from './compiled-statement.ts';

/** What a document has to say about one action. */
export interface Plan {
  readonly deny: Candidates | undefined;
  readonly allow: Candidates | undefined;
}

export class Program {
  readonly statements: readonly CompiledStatement[];
  /** Statement numbers by the literal action they name, in lower case. */
  readonly #literal = new Map<string, number[]>();
  /** By the text before a single trailing `*`. */
  readonly #prefixes = new Map<string, number[]>();
  readonly #prefixLengths: readonly number[];
  /** NotAction, and wildcards elsewhere than at the end. */
  readonly #others: number[] = [];
  readonly #plans = new Map<string, Plan>();
  /** Actions with the same statements share a plan: every action under `s3:*`, say. */
  readonly #bySelection = new Map<string, Plan>();
  #planStatements = 0;
  /** Callers come in bursts about one action. */
  #lastAction = '';
  #lastPlan: Plan = { deny: undefined, allow: undefined };

  constructor(statements: readonly Statement[], version: Version) {
    this.statements = statements.map((statement) => new CompiledStatement(statement, version));
    for (const [i, statement] of this.statements.entries()) {
      if (statement.notAction) {
        this.#others.push(i);
        continue;
      }
      for (const glob of statement.actions) {
        if (glob.kind === 'literal') append(this.#literal, glob.head, i);
        else if (glob.kind === 'prefix' || glob.kind === 'any') append(this.#prefixes, glob.head, i);
        else this.#others.push(i);
      }
    }
    this.#prefixLengths = [...new Set([...this.#prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => a - b);
  }

  plan(action: string): Plan {
    if (action === this.#lastAction) return this.#lastPlan;
    const plan = this.#plans.get(action) ?? this.#makePlan(action);
    this.#lastAction = action;
    this.#lastPlan = plan;
    return plan;
  }

  #makePlan(action: string): Plan {
    const selected = this.#select(action.toLowerCase());
    const selection = selected.join();
    let plan = this.#bySelection.get(selection);
    if (plan === undefined || this.#plans.size >= plansMax) {
      if (this.#plans.size >= plansMax || this.#planStatements + selected.length > planStatementsMax) this.#forget();
      const statements = selected.map((i) => this.statements[i] as CompiledStatement);
      plan = {
        deny: candidatesOf(statements.filter((each) => each.denies)),
        allow: candidatesOf(statements.filter((each) => !each.denies)),
      };
      this.#bySelection.set(selection, plan);
      this.#planStatements += selected.length;
    }
    this.#plans.set(action, plan);
    return plan;
  }

  #forget(): void {
    this.#plans.clear();
    this.#bySelection.clear();
    this.#planStatements = 0;
  }

  /** In the document's order, each once. */
  #select(lowerAction: string): readonly number[] {
    const found = new Set<number>(this.#literal.get(lowerAction));
    for (const length of this.#prefixLengths) {
      if (length > lowerAction.length) break;
      for (const i of this.#prefixes.get(lowerAction.slice(0, length)) ?? []) found.add(i);
    }
    for (const i of this.#others)
      if ((this.statements[i] as CompiledStatement).matchesAction(lowerAction)) found.add(i);
    return [...found].sort((a, b) => a - b);
  }
}

function candidatesOf(statements: readonly CompiledStatement[]): Candidates | undefined {
  return statements.length === 0 ? undefined : new Candidates(statements);
}

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
