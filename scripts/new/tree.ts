/** The files of the repository as the generator changes them: nothing is written before everything is known to fit. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export class Tree {
  readonly #root: string;
  readonly #changed: Map<string, string> = new Map();
  readonly #made: Set<string> = new Set();

  constructor(root: string) {
    this.#root = root;
  }

  has(path: string): boolean {
    return this.#changed.has(path) || existsSync(join(this.#root, path));
  }

  read(path: string): string {
    return this.#changed.get(path) ?? readFileSync(join(this.#root, path), 'utf8');
  }

  /** Throws where the file is there already. */
  make(path: string, content: string): void {
    if (this.has(path)) throw new Error(`${path} is there already`);
    this.#made.add(path);
    this.#changed.set(path, content);
  }

  change(path: string, edit: (content: string) => string): void {
    const before = this.read(path);
    const after = edit(before);
    if (after !== before) this.#changed.set(path, after);
  }

  get made(): readonly string[] {
    return [...this.#made];
  }

  get changed(): readonly string[] {
    return [...this.#changed.keys()].filter((path) => !this.#made.has(path));
  }

  write(): void {
    for (const [path, content] of this.#changed) {
      mkdirSync(dirname(join(this.#root, path)), { recursive: true });
      writeFileSync(join(this.#root, path), content);
    }
  }
}
