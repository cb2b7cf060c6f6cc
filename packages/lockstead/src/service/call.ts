/** A call from one service to another: the pipeline without HTTP, authorized and recorded like any other. */
import type { AccountId, Region } from '#kernel/ids';
import type { Transaction } from '#store/port';
import type { RequestContext } from './request-context.ts';
import type { Session } from './session.ts';

/** On whose authority a service calls. */
export type CallAs =
  /** With the caller's own identity, passed on: sets aws:CalledVia and aws:ViaAWSService. */
  | { readonly forward: RequestContext; readonly via: string }
  /** As the service itself, for a resource: sets aws:SourceArn and aws:SourceAccount. */
  | { readonly service: string; readonly sourceArn: string; readonly sourceAccount: AccountId; readonly region: Region }
  /** As a role that trusts the service: the role's session, which STS made for it. */
  | { readonly role: Session; readonly service: string; readonly region: Region };

export interface Call {
  /** `kms` */
  readonly service: string;
  /** `GenerateDataKey` */
  readonly operation: string;
  readonly input: object;
}

/** With `tx` the call's writes and its event belong to that transaction; without, it has one of its own. Throws what the operation throws. */
export type Invoke = (call: Call, as: CallAs, tx?: Transaction) => Promise<unknown>;
