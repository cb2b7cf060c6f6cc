/** A call from one service to another: the pipeline without HTTP, authorized and recorded like any other. */
import type { AccountId, Region } from '#kernel/ids';
import type { RequestContext, Transport } from './request-context.ts';
import type { Session } from './session.ts';

/** Somebody at a page of this server. */
export interface AtPage {
  readonly person: Session;
  readonly transport: Transport;
  readonly region: Region;
}

/** On whose authority a service calls. */
export type CallAs =
  /** With the caller's own identity, passed on: sets aws:CalledVia and aws:ViaAWSService. */
  | { readonly forward: RequestContext; readonly via: string }
  /** As the service itself, for a resource: sets aws:SourceArn and aws:SourceAccount. */
  | { readonly service: string; readonly sourceArn: string; readonly sourceAccount: AccountId; readonly region: Region }
  /** As somebody who is at a page of this server, in a request of their own. */
  | AtPage
  /** As a role that trusts the service: the role's session, which STS made for it. */
  | { readonly role: Session; readonly service: string; readonly region: Region };

export interface Call {
  /** `kms` */
  readonly service: string;
  /** `GenerateDataKey` */
  readonly operation: string;
  readonly input: object;
}

/**
 * Throws what the operation throws. From a write's handler the call, its writes and its event belong to the handler's transaction: they are kept or
 * undone together, and a call that wrote and failed takes the whole transaction with it, whether or not its error is caught. An operation that
 * has `prepare`, or `waits`, cannot be called there: call it from `prepare`, where it has a transaction of its own.
 */
export type Invoke = (call: Call, as: CallAs) => Promise<unknown>;
