/**
 * What an API operation is. A read gets the last committed state; a write gets a transaction, in which its event is written too.
 * Handlers are pure but for that: they may run again after a lost race.
 */
import type { Reader, Transaction } from '#store/port';
import type { PairOutcomes } from './authorization.ts';
import type { Invoke } from './call.ts';
import type { Forwarded, ForwardRequest } from './forward.ts';
import type { RequestContext } from './request-context.ts';
import type { Session } from './session.ts';

/**
 * `sigv4`: signed by somebody known. `anonymousAllowed`: judged like any other, if need be as nobody. `none`: needs no credentials at all; who
 * asks may be told by what it sends (`identify`).
 */
export type Authentication = 'sigv4' | 'anonymousAllowed' | 'none';

export interface ReadContext extends RequestContext {
  readonly reader: Reader;
  readonly invoke: Invoke;
  readonly outcomes: PairOutcomes;
}

export interface WriteContext extends RequestContext {
  readonly tx: Transaction;
  readonly invoke: Invoke;
  readonly outcomes: PairOutcomes;
}

interface OperationBase<Input = never> {
  readonly name: string;
  /** `sigv4` when absent. */
  readonly authentication?: Authentication;
  /**
   * With `none`: who asks, by a token in the input that somebody else signed. Outside any transaction, before authorization, and once; it may
   * wait for other machines. What it throws goes to the security log and makes no event: nobody can be held to it. Absent, it is nobody who asks.
   */
  identify?(input: Input, context: RequestContext, reader: Reader): Promise<Session>;
  /** Of a body that is read whole: at most so many bytes; 1 MiB where it says nothing else. One that streams has the gateway's limit. */
  readonly bodyBytesMax?: number;
  /**
   * `data`: its events are CloudTrail's data events, which are kept only where a trail asks for them, and stand in no event history: what is
   * done with objects, items, messages. Management events otherwise.
   */
  readonly eventCategory?: 'data';
  /**
   * It waits for something else than the store: another process, a stream. It is then not to be called from inside a transaction, which would
   * hold the store meanwhile. Of a write that has `prepare` this is true without saying so.
   */
  readonly waits?: true;
  /** Members of input or output that CloudTrail must not keep, beyond those the model calls sensitive. */
  readonly masked?: readonly string[];
}

export interface ReadOperation<Input = never, Output = unknown> extends OperationBase<Input> {
  readonly effect: 'read';
  /**
   * Its event is on disk before the answer leaves, and it still costs little more than another read: those of one turn share a transaction.
   * For what must not happen unseen and changes nothing: each use of a KMS key, credentials that are handed out.
   */
  readonly durable?: true;
  /** What it answers stands in its event, as with a write: AssumeRole's credentials, but for their secrets. */
  readonly recordsOutput?: true;
  /** Where the model's answer streams, a `Readable`: destroyed when the client goes away. Its event is written when it is out. */
  handle(input: Input, context: ReadContext): Promise<Output>;
}

export interface WriteOperation<Input = never, Output = unknown, Prepared = unknown> extends OperationBase<Input> {
  readonly effect: 'write';
  /**
   * CloudTrail's `readOnly` where it is not simply the opposite of `effect`: AssumeRole makes credentials and changes nothing,
   * yet its event must be durable before they are handed out.
   */
  readonly readOnly?: true;
  /**
   * After authorization and outside the transaction: hashing, key generation, staging a stream, reserving a port. Once, and again (after
   * `abandon`) where what was authorized on has changed meanwhile.
   *
   * An operation whose body streams gets it as a `Readable` in the model's member, from a client that has sent none of it yet where it can
   * wait. It is read here, to its end or not at all; what breaks it fails the stream with the error to be answered. `handle` runs only where
   * all of it held. The body does not come twice, so here `prepare` runs once, and what it made stays while the call is judged anew.
   */
  prepare?(input: Input, context: ReadContext): Promise<Prepared>;
  /** Undoes `prepare` where `handle` did not come to its end. */
  abandon?(prepared: Prepared): Promise<void>;
  handle(input: Input, context: WriteContext, prepared: Prepared): Promise<Output>;
}

/** Carried out by a backend; see forward.ts. It waits for that, and so is never called from inside a transaction. */
export interface ForwardOperation<Input = never> extends OperationBase<Input> {
  readonly effect: 'forward';
  /** CloudTrail's `readOnly`. The event of one that is not is on disk before the answer leaves. */
  readonly readOnly: boolean;
  /** Throws an AwsError where the backend cannot be asked. */
  forward(input: Input, context: ReadContext, request: ForwardRequest): Promise<Forwarded>;
}

export type Operation<Input = never, Output = unknown> =
  | ReadOperation<Input, Output>
  | WriteOperation<Input, Output>
  | ForwardOperation<Input>;
