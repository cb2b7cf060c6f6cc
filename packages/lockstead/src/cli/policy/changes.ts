/** Tells when files change. Their folders are watched: an editor that saves puts a new file in the old one's place. */
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { systemTimers } from '#kernel/timers';

/** Editors write a file in several steps. */
const settledMs = 100;

export class Changes {
  readonly #names = new Map<string, Set<string>>();
  #changed = false;
  #waiting: (() => void) | undefined;
  #cancel: (() => void) | undefined;

  /** Whole paths; those that are watched already stay so. */
  watch(files: readonly string[]): void {
    for (const file of files) {
      const folder = dirname(file);
      const known = this.#names.get(folder);
      if (known !== undefined) known.add(basename(file));
      else this.#open(folder, new Set([basename(file)]));
    }
  }

  /** At once where something has changed since it was asked last. */
  async next(): Promise<void> {
    if (!this.#changed) await new Promise<void>((resolve) => (this.#waiting = resolve));
    this.#changed = false;
    this.#waiting = undefined;
  }

  #open(folder: string, names: Set<string>): void {
    this.#names.set(folder, names);
    watch(folder, (_event, name) => {
      if (name !== null && names.has(name)) this.#tell();
    });
  }

  #tell(): void {
    this.#cancel?.();
    this.#cancel = systemTimers.after(settledMs, () => {
      this.#changed = true;
      this.#waiting?.();
    });
  }
}
