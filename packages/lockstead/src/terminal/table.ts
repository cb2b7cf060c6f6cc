/** Columns for people: as wide as their widest cell, the last one ragged. */
import { stripVTControlCharacters } from 'node:util';

const gap = '  ';

export interface TableOptions {
  readonly indent?: string;
  /** Columns to set flush right, by their number from 0. */
  readonly right?: readonly number[];
}

export function table(rows: readonly (readonly string[])[], { indent = '', right = [] }: TableOptions = {}): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const padding = ' '.repeat((widths[i] ?? 0) - width(cell));
        return right.includes(i) ? padding + cell : cell + padding;
      });
      return `${indent}${cells.join(gap)}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
