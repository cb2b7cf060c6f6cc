/** Our own KMS keys as the front needs them: to decide about what lies in a backend and is set to one. main wires this to KMS. */
import type { AccountId, Region } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';

/** A use of a key that a service makes for its caller. */
export interface OwnKeyUse {
  /** `kms:Decrypt` */
  readonly action: string;
  /** Of the request for whose sake the key is used. */
  readonly context: RequestContext;
  /** `sqs.amazonaws.com` */
  readonly via?: string;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

export interface OwnKey {
  /** What must be allowed for it: the key policy is the gate, and grants count. */
  use(asked: OwnKeyUse): Promise<AccessPair>;
}

export interface OwnKeys {
  /** By an id, an ARN or an alias; of another name than an ARN in the account and Region of `place`. Undefined: there is none here. */
  find(place: { readonly account: AccountId; readonly region: Region }, name: string): Promise<OwnKey | undefined>;
}
