/**
 * What a write is authorized on is read before its transaction: tags, owners, a role's trust policy may be others by the time it runs, the
 * longer `prepare` takes the more. So the transaction asks once more what the request asks for, and where that differs the call is
 * judged anew.
 */
import type { AccessPair } from '#service/authorization';

/** Undoes the transaction; the call begins again with its authorization. */
export class AskedOtherwise extends Error {
  override readonly name = 'AskedOtherwise';
}

export function isSameAsked(before: readonly AccessPair[], now: readonly AccessPair[]): boolean {
  return before.length === now.length && before.every((pair, at) => textOf(pair) === textOf(now[at]));
}

/** All of it that a decision can stand on; policies by their text. */
function textOf(pair: AccessPair | undefined): string {
  return JSON.stringify(pair, (name, value: unknown) =>
    name === 'resourcePolicy' ? (value as AccessPair['resourcePolicy'])?.document.text : value,
  );
}
