/** Reads what somebody wrote, member by member: what is unknown or of another kind is a fault, and none is thrown before all are found. */

export type Path = readonly (string | number)[];

export interface Fault {
  readonly path: Path;
  /** A clause without its full stop. */
  readonly message: string;
}

type Json = Readonly<Record<string, unknown>>;

/** A value and where it stands. */
export class Part {
  readonly value: unknown;
  readonly path: Path;
  readonly #faults: Fault[];

  constructor(value: unknown, path: Path, faults: Fault[]) {
    this.value = value;
    this.path = path;
    this.#faults = faults;
  }

  fault(message: string): void {
    this.#faults.push({ path: this.path, message });
  }

  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** A member of an object whose members are checked elsewhere. */
  at(name: string | number): Part {
    const value = this.value as Json;
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? value[name] : undefined;
    return new Part(inside, [...this.path, name], this.#faults);
  }

  /** Says false, and why, where it is no object; what is not among `known` is a fault. */
  isObjectOf(known: readonly string[]): boolean {
    const names = this.names();
    for (const name of names) {
      if (!known.includes(name)) this.at(name).fault(`"${name}" is not known here; there are ${known.join(', ')}`);
    }
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
  }

  /** The names of an object; none, and a fault, for what is no object. Nothing at all is an empty one. */
  names(): readonly string[] {
    if (this.isAbsent) return [];
    if (typeof this.value === 'object' && !Array.isArray(this.value)) return Object.keys(this.value as Json);
    this.fault('members with names are wanted here');
    return [];
  }

  list(): readonly Part[] {
    if (this.isAbsent) return [];
    if (Array.isArray(this.value)) return this.value.map((_, i) => this.at(i));
    this.fault('a list is wanted here');
    return [];
  }

  /** Undefined where nothing is said. */
  text(form?: { readonly like: RegExp; readonly what: string }): string | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value !== 'string') {
      this.fault('a text is wanted here');
      return undefined;
    }
    if (form !== undefined && !form.like.test(this.value)) {
      this.fault(`"${this.value.slice(0, 80)}" is not ${form.what}`);
      return undefined;
    }
    return this.value;
  }

  required(what: string): string {
    const text = this.text();
    if (text === undefined && this.isAbsent) this.fault(`${what} is missing`);
    return text ?? '';
  }

  texts(form?: { readonly like: RegExp; readonly what: string }): readonly string[] {
    return this.list().flatMap((each) => each.text(form) ?? []);
  }

  boolean(): boolean | undefined {
    if (this.isAbsent) return undefined;
    if (typeof this.value === 'boolean') return this.value;
    this.fault('true or false is wanted here');
    return undefined;
  }

  oneOf<T extends string>(words: readonly T[]): T | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    if (found === undefined) this.fault(`"${text.slice(0, 80)}" is none of ${words.join(', ')}`);
    return found;
  }
}
