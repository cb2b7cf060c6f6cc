/** Materials that were opened a short while ago, so that opening costs once and not with each use. */
import type { Usable } from './usable.ts';

/** Key pairs of RSA take some kilobytes each. */
const materialsMax = 5_000;

export class OpenedMaterials {
  /** By material as it comes, the one that was used longest ago first. */
  readonly #opened = new Map<string, Usable>();

  /** All of its place and its sealed bytes: the same bytes in another place are another material, which does not open. */
  static idOf(material: Buffer): string {
    return material.toString('latin1');
  }

  get(id: string): Usable | undefined {
    const found = this.#opened.get(id);
    if (found === undefined) return undefined;
    this.#opened.delete(id);
    this.#opened.set(id, found);
    return found;
  }

  keep(id: string, usable: Usable): void {
    this.#opened.set(id, usable);
    if (this.#opened.size <= materialsMax) return;
    for (const oldest of this.#opened.keys()) {
      this.#opened.delete(oldest);
      break;
    }
  }

  clear(): void {
    this.#opened.clear();
  }
}
