/** Key sets that whoever starts the server gives for issuers. */
import { type KeySet, readKeySet } from './key-set.ts';

/** Throws a `RangeError` with a sentence for a document that is not a key set. */
export function givenIssuers(documents: ReadonlyMap<string, unknown>): ReadonlyMap<string, KeySet> {
  const given = new Map<string, KeySet>();
  for (const [issuer, document] of documents) {
    const read = readKeySet(document);
    if (!read.ok) throw new RangeError(`The key set of --oidc-keys https://${issuer}= ${read.problem}.`);
    given.set(issuer, read.keys);
  }
  return given;
}
