/** Reads members of a JSON object by their names; whatever is missing, ill-formed or unknown becomes a problem with its path. */

export interface CaseProblem {
  /** `identityPolicies[0].policy.Statement[0].Action`. */
  readonly path: string;
  readonly message: string;
}

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export class Members {
  readonly #object: Json;
  readonly #path: string;
  readonly #problems: CaseProblem[];

  /** `value` that is no object, and members beside `known`, are problems. */
  constructor(value: unknown, path: string, known: readonly string[], problems: CaseProblem[]) {
    this.#path = path;
    this.#problems = problems;
    this.#object = isObject(value) ? value : {};
    if (!isObject(value)) this.problem('', 'must be an object');
    for (const name of Object.keys(this.#object)) {
      if (!known.includes(name)) this.problem(name, `is not known here; there are ${known.join(', ')}`);
    }
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  get(name: string): unknown {
    return this.has(name) ? this.#object[name] : undefined;
  }

  path(name: string): string {
    if (name === '') return this.#path;
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  problem(name: string, what: string): void {
    const path = this.path(name);
    this.#problems.push({ path, message: `${path === '' ? 'The case' : path} ${what}.` });
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (typeof value === 'string' && value !== '') return value;
    if (this.has(name)) this.problem(name, 'must be a text');
    return undefined;
  }

  needed(name: string): string {
    if (!this.has(name)) this.problem(name, 'is missing');
    return this.text(name) ?? '';
  }

  /** Text by text. */
  texts(name: string): Readonly<Record<string, string>> {
    const value = this.get(name);
    if (value === undefined) return {};
    if (isObject(value) && Object.values(value).every((each) => typeof each === 'string')) {
      return value as Readonly<Record<string, string>>;
    }
    this.problem(name, 'must be an object of texts');
    return {};
  }

  /** `undefined` when absent. */
  list(name: string): readonly unknown[] | undefined {
    const value = this.get(name);
    if (value === undefined || Array.isArray(value)) return value;
    this.problem(name, 'must be a list');
    return undefined;
  }
}
