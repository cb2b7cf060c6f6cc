/**
 * Project Wycheproof's vectors, read where they lie: `LOCKSTEAD_CORPORA`, or `../shared/corpora` beside the project. They are others' and no part
 * of the project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const folder = join(corpora, 'wycheproof');

export const vectorsMissing: boolean = !existsSync(folder);
if (vectorsMissing) console.warn(`Wycheproof's vectors: skipped, there are none at ${folder}`);

/** A vector with what its group says. Members are hexadecimal but for names, flags and sizes. */
export interface Vector {
  readonly id: string;
  /** An `acceptable` one may be taken or refused. */
  readonly result: 'valid' | 'invalid' | 'acceptable';
  readonly flags: readonly string[];
  hex(member: string): Buffer;
  text(member: string): string;
  number(member: string): number;
  has(member: string): boolean;
}

interface File {
  readonly testGroups: readonly { readonly tests: readonly Record<string, unknown>[] }[];
}

/** `file` without `_test.json`. */
export function vectors(file: string): readonly Vector[] {
  const { testGroups } = JSON.parse(readFileSync(join(folder, `${file}_test.json`), 'utf8')) as File;
  return testGroups.flatMap(({ tests, ...group }, groupIndex) =>
    tests.map((test) => {
      const members: Record<string, unknown> = { ...group, ...test };
      return {
        id: `${file} ${groupIndex}.${String(members['tcId'])} ${String(members['comment'] ?? '')}`,
        result: members['result'] as Vector['result'],
        flags: (members['flags'] ?? []) as readonly string[],
        hex: (member) => Buffer.from(String(members[member] ?? ''), 'hex'),
        text: (member) => String(members[member] ?? ''),
        number: (member) => Number(members[member]),
        has: (member) => members[member] !== undefined,
      };
    }),
  );
}

/** The vectors whose verdict is another than the published one; each by its id. */
export function wrongVerdicts(tried: readonly Vector[], isTaken: (vector: Vector) => boolean): readonly string[] {
  return tried
    .filter((vector) => vector.result !== 'acceptable' && isTaken(vector) !== (vector.result === 'valid'))
    .map(({ id, result }) => `${id}: ${result} there`);
}
