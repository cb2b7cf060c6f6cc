/** Materials that were opened a short while ago, so that opening costs once and not with each use. */
import type { MaterialPlace } from './place.ts';
import { placeBytes } from './place.ts';
import type { Usable } from './usable.ts';

/** Key pairs of RSA take some kilobytes each. */
const materialsMax = 5_000;

interface Opened {
  readonly sealed: Buffer;
  readonly usable: Usable;
}

export class OpenedMaterials {
  /** By place, the one that was used longest ago first. */
  readonly #opened = new Map<string, Opened>();

  /** Only where the sealed bytes are the same too: another material may have been imported in that place. */
  get(place: MaterialPlace, sealed: Buffer): Usable | undefined {
    const id = idOf(place);
    const found = this.#opened.get(id);
    if (found === undefined || !found.sealed.equals(sealed)) return undefined;
    this.#opened.delete(id);
    this.#opened.set(id, found);
    return found.usable;
  }

  keep(place: MaterialPlace, sealed: Buffer, usable: Usable): void {
    this.#opened.set(idOf(place), { sealed: Buffer.from(sealed), usable });
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

function idOf(place: MaterialPlace): string {
  return placeBytes(place).toString('latin1');
}
