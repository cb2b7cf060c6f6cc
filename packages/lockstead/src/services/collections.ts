/** A service's collections, opened together: each is a property of one object, by its name in the service's table of collections. */
import type { Collection, CollectionReader, CollectionWriter, Reader, Transaction } from '#store/port';
import { partitionScope, type Scope } from '#store/scope';

// biome-ignore lint/suspicious/noExplicitAny: records of any kind; each collection keeps its own type.
type Collections = Readonly<Record<string, Collection<any>>>;

type RecordOf<C> = C extends Collection<infer T> ? T : never;
/** The collections of a table, to be read. */
export type ReaderOf<C extends Collections> = { readonly [K in keyof C]: CollectionReader<RecordOf<C[K]>> };
/** The collections of a table, to be read and written. */
export type WriterOf<C extends Collections> = { readonly [K in keyof C]: CollectionWriter<RecordOf<C[K]>> };

/** What a transaction opens can be written, what a reader opens cannot. */
export interface OpenCollections<C extends Collections> {
  (store: Transaction, scope: Scope): WriterOf<C>;
  (store: Reader, scope: Scope): ReaderOf<C>;
}

class Opened {
  readonly store: Reader;
  readonly scope: Scope;

  constructor(store: Reader, scope: Scope) {
    this.store = store;
    this.scope = scope;
  }
}

/**
 * Made once for each service. A collection is opened when its property is read, and no other is; one whose level is `partition` opens there,
 * whatever the scope.
 */
export function openerOf<C extends Collections>(collections: C): OpenCollections<C> {
  class OfService extends Opened {}
  for (const [name, collection] of Object.entries(collections)) {
    Object.defineProperty(OfService.prototype, name, {
      get(this: OfService) {
        return this.store.in(collection, collection.level === 'partition' ? partitionScope : this.scope);
      },
    });
  }
  return ((store: Reader, scope: Scope) => new OfService(store, scope)) as unknown as OpenCollections<C>;
}
