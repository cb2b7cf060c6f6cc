/** Event files that cannot be read whole: one sentence with the file, the place and the reason. */

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, among the records of the file. */
  readonly record?: number;
}

export class BadEvents extends Error {
  override readonly name = 'BadEvents';

  constructor({ file, line, record }: Place, reason: string, options?: ErrorOptions) {
    const at = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(record === undefined ? [] : [`record ${record}`]),
    ].join(', ');
    super(`${file}${at === '' ? '' : `, ${at}`}: ${reason}`, options);
  }
}
