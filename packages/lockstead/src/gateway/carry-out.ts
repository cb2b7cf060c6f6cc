/**
 * Steps 5 to 7, in their order, for requests from outside and for calls between services alike: whether the caller may, the operation, its event.
 * A read looks at the last committed state. A write prepares, and then runs in a transaction together with its event; whatever stops it also
 * undoes what it prepared.
 */
import { Readable } from 'node:stream';
import type { Workplace } from '#events/agenda';
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { Invoke } from '#service/call';
import type { Forwarded } from '#service/forward';
import type { ForwardOperation, ReadContext, ReadOperation, WriteContext, WriteOperation } from '#service/operation';
import type { Transaction } from '#store/port';
import { OutcomeUnknown } from '#store/unavailable';
import { AskedOtherwise, isSameAsked } from './decide/asked.ts';
import { type Allowed, authorizeCall, pairsOf, subjectOf } from './decide/authorize-call.ts';
import { Outcomes } from './decide/outcomes.ts';
import type { Gateway } from './gateway.ts';
import { internalInvoker } from './internal-call.ts';
import { type Invoker, invokeWith } from './invoke.ts';
import { abandon, Staging, whileItComes } from './made.ts';
import type { Prepared } from './prepared.ts';
import type { ApiCall } from './record/api-event.ts';
import { callOf, recordFailure } from './record/call-record.ts';
import type { Recorder, Within } from './record/recorder.ts';
import { notImplemented } from './route-operation.ts';
import { inTransaction, joinTransaction } from './transaction.ts';
import { streamOf } from './transfer.ts';

/** Of one call, while what it is about changes between its authorization and its transaction. */
const judgementsMax = 5;

export class CarryingOut {
  readonly #gateway: Gateway;
  readonly #recorder: Recorder;
  readonly #invoker: Invoker;

  constructor(gateway: Gateway, recorder: Recorder) {
    this.#gateway = gateway;
    this.#recorder = recorder;
    this.#invoker = internalInvoker(gateway, (prepared) => this.run(prepared));
  }

  /** For calls that no request made: work that falls due. */
  get workplace(): Workplace<Invoke> {
    return {
      outside: invokeWith(this.#invoker, undefined),
      transact: (run) =>
        inTransaction(this.#gateway, this.#recorder, (within) => run(within.tx, invokeWith(this.#invoker, within))),
    };
  }

  /** The output. Throws the denial, or the operation's own error, each recorded. */
  async run(prepared: Prepared): Promise<object> {
    const staging = new Staging();
    try {
      for (let left = judgementsMax; ; left--) {
        try {
          return await this.#runAsJudged(prepared, staging, left === 1);
        } catch (error) {
          if (!(error instanceof AskedOtherwise)) throw error;
        }
      }
    } finally {
      // Denied when it was judged anew: what had been made of its body goes.
      const left = staging.take();
      const { operation } = prepared.route;
      if (left !== undefined && operation.effect === 'write') {
        await abandon(this.#gateway.log, operation, left.prepared);
      }
    }
  }

  async #runAsJudged(prepared: Prepared, staging: Staging, isLast: boolean): Promise<object> {
    // Step 5.
    const allowed = await authorizeCall(this.#gateway, this.#recorder, prepared);
    const otherAccounts = ownersBeside(prepared.context.account, allowed.pairs);
    const { operation } = prepared.route;
    try {
      // Steps 6 and 7.
      if (operation.effect === 'read') return await this.#read(prepared, operation, allowed, otherAccounts);
      if (operation.effect === 'forward') return await this.#forward(prepared, operation, allowed, otherAccounts);
      return await this.#write(prepared, operation, { allowed, otherAccounts, staging, isLast });
    } catch (error) {
      if (error instanceof AwsError) await recordFailure(this.#recorder, prepared, error, otherAccounts);
      throw error;
    } finally {
      const { outcomes } = allowed;
      if (outcomes instanceof Outcomes) await this.#recorder.saw(subjectOf(prepared), outcomes, prepared.within);
    }
  }

  async #read(
    prepared: Prepared,
    operation: ReadOperation,
    allowed: Allowed,
    otherAccounts: readonly AccountId[],
  ): Promise<object> {
    const { route, input, within, transfer } = prepared;
    // Step 6.
    const context = this.#readContext(prepared, allowed);
    const output = await whileItComes(
      transfer?.body,
      async () => (await operation.handle(input as never, context)) as object,
    );
    // Step 7. An answer that streams has its event when it is out, so that the event can say how much of it was.
    const call = recordOf(prepared, output, otherAccounts);
    if (transfer !== undefined && streamOf(route.model, output) !== undefined) {
      transfer.record = async () => await this.#recorder.read(call, within);
      return output;
    }
    const written = this.#recorder.read(call, within);
    if (written !== undefined) await written;
    return output;
  }

  /** What a backend refuses is an answer like any other, and a failure in its event. */
  async #forward(
    prepared: Prepared,
    operation: ForwardOperation,
    allowed: Allowed,
    otherAccounts: readonly AccountId[],
  ): Promise<Forwarded> {
    const { route, input, sent, transfer } = prepared;
    // A service calls another by its API, and a backend takes requests alone.
    if (sent === undefined) throw notImplemented(route.entry.id, operation.name);
    // Step 6.
    const context = this.#readContext(prepared, allowed);
    const forwarded = await whileItComes(
      transfer?.body,
      async () => await operation.forward(input as never, context, sent),
      async ({ response: { body } }) => void (body instanceof Readable && body.destroy()),
    );
    // Step 7.
    const { refused, response, output = {} } = forwarded;
    if (refused === undefined) await this.#recorder.read(recordOf(prepared, output, otherAccounts), undefined);
    else await recordFailure(this.#recorder, prepared, backendError(refused, response.status), otherAccounts);
    return forwarded;
  }

  async #write(prepared: Prepared, operation: WriteOperation, judged: Judged): Promise<object> {
    const { context, input, within, transfer } = prepared;
    const { allowed, otherAccounts, staging, isLast } = judged;
    // Step 6: first what waits for something else than the store.
    const kept = staging.take();
    const made = kept === undefined ? await this.#prepare(prepared, operation, allowed) : kept.prepared;
    const inside = async (own: Within): Promise<object> => {
      const { tx } = own;
      const { outcomes } = allowed;
      const writing: WriteContext = { ...context, tx, outcomes, invoke: invokeWith(this.#invoker, own) };
      const output = (await operation.handle(input as never, writing, made)) as object;
      // Step 7.
      await this.#recorder.wrote(tx, recordOf(prepared, output, otherAccounts));
      return output;
    };
    try {
      if (within !== undefined) return await joinTransaction(within, inside);
      const { requestId } = context;
      return await inTransaction(
        this.#gateway,
        this.#recorder,
        async (own) => {
          await this.#stillAsked(prepared, allowed.pairs, own.tx, isLast);
          return await inside(own);
        },
        { requestId },
      );
    } catch (error) {
      if (error instanceof AskedOtherwise && transfer?.body !== undefined) staging.keep(made);
      // It may have been kept, and then needs what was prepared for it.
      else if (!(error instanceof OutcomeUnknown)) await abandon(this.#gateway.log, operation, made);
      throw error;
    }
  }

  async #prepare(prepared: Prepared, operation: WriteOperation, allowed: Allowed): Promise<unknown> {
    const context = this.#readContext(prepared, allowed);
    return await whileItComes(
      prepared.transfer?.body,
      async () => await operation.prepare?.(prepared.input as never, context),
      (made) => abandon(this.#gateway.log, operation, made),
    );
  }

  /** Throws where what it was authorized on is no more what it asks for. */
  async #stillAsked(prepared: Prepared, pairs: readonly AccessPair[], tx: Transaction, isLast: boolean): Promise<void> {
    if (this.#gateway.enforce !== 'full' || isSameAsked(pairs, await pairsOf(prepared, tx))) return;
    throw isLast ? changing() : new AskedOtherwise();
  }

  #readContext({ context, within }: Prepared, { outcomes }: Allowed): ReadContext {
    const reader = within?.tx ?? this.#gateway.store;
    return { ...context, reader, outcomes, invoke: invokeWith(this.#invoker, within) };
  }
}

/** What a write was judged to, and how often it may still be judged anew. */
interface Judged {
  readonly allowed: Allowed;
  readonly otherAccounts: readonly AccountId[];
  readonly staging: Staging;
  readonly isLast: boolean;
}

function recordOf(prepared: Prepared, output: object, otherAccounts: readonly AccountId[]): ApiCall {
  const { route, input } = prepared;
  const resources = route.service.definition.eventResources?.(route.model.name, input, output) ?? [];
  return { ...callOf(prepared, otherAccounts), outcome: { output }, resources };
}

function backendError({ code, message }: { code: string; message: string }, httpStatus: number): AwsError {
  return new AwsError({ code, httpStatus, fault: httpStatus < 500 ? 'client' : 'server' }, message);
}

function changing(): AwsError {
  return new AwsError(
    { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
    'What the request is about keeps changing; try again.',
  );
}

function ownersBeside(account: AccountId, pairs: readonly AccessPair[]): readonly AccountId[] {
  return [...new Set(pairs.map(({ owner }) => owner))].filter((owner) => owner !== account);
}
