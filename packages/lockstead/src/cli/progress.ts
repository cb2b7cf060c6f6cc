/** How far long work has come, on one line of a terminal, which goes when the work is done. A program that reads the errors sees nothing of it. */
import type { Clock } from '#kernel/clock';
import type { Terminal } from '#terminal/terminal';

const width = 24;
/** Often enough to look alive, seldom enough to cost nothing. */
const everyMs = 100;
const eraseLine = '\r\u001b[2K';

export class Progress {
  readonly #write: ((text: string) => void) | undefined;
  readonly #clock: Clock;
  readonly #total: number;
  #done = 0;
  #note = '';
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  /** `total`: of whatever `add` counts; 0 where that is not known, and then there is a note but no bar. */
  constructor({ err, isErrorTerminal, environment }: Terminal, clock: Clock, total: number) {
    this.#write = isErrorTerminal === true && environment['TERM'] !== 'dumb' ? err : undefined;
    this.#clock = clock;
    this.#total = total;
  }

  add(done: number): void {
    this.#done += done;
    this.#draw();
  }

  /** What stands behind the bar. */
  note(text: string): void {
    this.#note = text;
    this.#draw();
  }

  /** Leaves the line as if nothing had been there. */
  end(): void {
    if (this.#isDrawn) this.#write?.(eraseLine);
    this.#isDrawn = false;
  }

  #draw(): void {
    if (this.#write === undefined) return;
    const now = this.#clock.wallNow();
    if (now - this.#drawnAt < everyMs) return;
    this.#drawnAt = now;
    this.#isDrawn = true;
    this.#write(`${eraseLine}${this.#bar()}${this.#note}`);
  }

  #bar(): string {
    if (this.#total <= 0) return '';
    const part = Math.min(1, this.#done / this.#total);
    const full = Math.floor(part * width);
    return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(part * 100)).padStart(3)} %  `;
  }
}
