/** How a record becomes text in a database and back. Both drivers use it, so that a sealed member is sealed in either. */
import { InvariantBroken, invariant } from '#kernel/invariant';
import { Secret } from '#kernel/secret';
import type { Collection } from './port.ts';
import type { Sealer } from './seal.ts';

/** How a sealed member stands in the text, and so in the change feed. */
interface SealedText {
  readonly sealed: string;
}

export class Codec {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  encode<T extends object>(collection: Collection<T>, scope: string, id: string, record: T): string {
    const members = collection.sealed ?? [];
    if (members.length === 0) return plain(collection, record);
    const copy = { ...record } as Record<string, unknown>;
    for (const member of members) {
      const value = copy[member];
      if (value === undefined) continue;
      invariant(value instanceof Secret, `${collection.name}: ${member} is to be sealed and is not a Secret`);
      copy[member] = { sealed: this.#sealer.seal({ collection: collection.name, scope, id, member }, value) };
    }
    return plain(collection, copy);
  }

  decode<T extends object>(collection: Collection<T>, scope: string, id: string, body: string): T {
    const record = JSON.parse(body) as T & Record<string, unknown>;
    for (const member of collection.sealed ?? []) {
      const value = record[member] as SealedText | undefined;
      if (value === undefined) continue;
      const secret = this.#sealer.open({ collection: collection.name, scope, id, member }, value.sealed);
      (record as Record<string, unknown>)[member] = secret;
    }
    return record;
  }
}

/** INVARIANT: no `Secret` is left in the record. `Secret.toJSON` marks where one was; only then the record is walked to make sure. */
function plain(collection: Collection<never>, record: object): string {
  const text = JSON.stringify(record);
  if (text.includes('"[secret]"')) refuseSecrets(collection, record);
  return text;
}

function refuseSecrets(collection: Collection<never>, value: unknown): void {
  if (value instanceof Secret) {
    throw new InvariantBroken(`${collection.name} holds a Secret in a member that it does not list as sealed`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) refuseSecrets(collection, member);
}
