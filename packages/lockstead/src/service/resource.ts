/** Makes a record visible to what looks across services: inventory, Config, tags, responsibility, reachability. */
import type { AccountId } from '#kernel/ids';
import type { Collection, Reader } from '#store/port';
import type { Scope } from '#store/scope';
import type { Tag } from './session.ts';

export interface Relation {
  /** `Is attached to`, in Config's words. */
  readonly name: string;
  readonly cfnType: string;
  readonly arn: string;
}

/**
 * What the owner of a resource has set about a layer of the shared responsibility model, as a sentence: "You chose AWS's key." The layers
 * are those of `responsibility/layers.ts` about which a resource has settings.
 */
export interface OwnChoice {
  readonly layer:
    | 'virtual-network'
    | 'identity'
    | 'data'
    | 'encryption-at-rest'
    | 'key-custody'
    | 'encryption-in-transit'
    | 'logging'
    | 'backup';
  readonly says: string;
}

export interface Resource<T extends object = never> {
  /** `AWS::IAM::User` */
  readonly cfnType: string;
  readonly collection: Collection<T>;
  readonly arn: (record: T, scope: Scope) => string;
  /**
   * Where the record of an ARN stands, of resources whose ARNs have no account or Region to tell it: a bucket's. Absent: records are read page by page.
   * `undefined`: there is none.
   */
  readonly locate?: (
    reader: Reader,
    arn: string,
  ) => Promise<{ readonly id: string; readonly scope: Scope } | undefined>;
  readonly resourceName: (record: T) => string;
  readonly tags?: (record: T) => readonly Tag[];
  /** The policy that sits on the resource itself, as text. */
  readonly policy?: (record: T) => string | undefined;
  readonly choices?: (record: T) => readonly OwnChoice[];
  readonly relations?: (record: T, account: AccountId) => readonly Relation[];
}

export function defineResource<T extends object>(resource: Resource<T>): Resource<T> {
  return resource;
}
