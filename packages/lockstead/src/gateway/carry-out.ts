/** Steps 5 to 7, for requests from outside and for calls between services alike: whether the caller may, the operation, its event. */
import type { Workplace } from '#events/agenda';
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AccessPair, Authorize, PairOutcomes } from '#service/authorization';
import type { Invoke } from '#service/call';
import type { Reader, Transaction } from '#store/port';
import type { DecisionSubject } from './decide/allowed-decisions.ts';
import { AskedOtherwise, isSameAsked } from './decide/asked.ts';
import { authorize, type Judgement } from './decide/authorize.ts';
import { type DeniedCall, denialOf } from './decide/denial.ts';
import { denialStyle } from './decide/denial-style.ts';
import { allAllowed, Outcomes } from './decide/outcomes.ts';
import { abandon, type Dispatch, dispatch, inTransaction, type Machinery, Staging } from './dispatch.ts';
import type { Gateway } from './gateway.ts';
import { internalInvoker } from './internal-call.ts';
import { invokeWith } from './invoke.ts';
import type { Prepared } from './prepared.ts';
import type { ApiCall } from './record/api-event.ts';
import { callOf, recordFailure } from './record/call-record.ts';
import type { Recorder } from './record/recorder.ts';
import { streamOf } from './transfer.ts';

/** Of one call, while what it is about changes between its authorization and its transaction. */
const judgementsMax = 5;

export class CarryingOut {
  readonly #gateway: Gateway;
  readonly #recorder: Recorder;
  readonly #machinery: Machinery;

  constructor(gateway: Gateway, recorder: Recorder) {
    this.#gateway = gateway;
    this.#recorder = recorder;
    const invoker = internalInvoker(gateway, (prepared) => this.run(prepared));
    this.#machinery = { gateway, recorder, invoker };
  }

  /** For calls that no request made: work that falls due. */
  get workplace(): Workplace<Invoke> {
    const { invoker } = this.#machinery;
    return {
      outside: invokeWith(invoker, undefined),
      transact: (run) => inTransaction(this.#machinery, (within) => run(within.tx, invokeWith(invoker, within))),
    };
  }

  /** The output. Throws the denial, or the operation's own error, each recorded. */
  async run(prepared: Prepared): Promise<object> {
    const staging = prepared.transfer?.body === undefined ? undefined : new Staging();
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
      const left = staging?.take();
      if (left !== undefined) await abandon(this.#machinery, prepared.route.operation, left.prepared);
    }
  }

  async #runAsJudged(prepared: Prepared, staging: Staging | undefined, isLast: boolean): Promise<object> {
    const { context } = prepared;
    const { pairs, outcomes } = await this.#authorize(prepared);
    const otherAccounts = ownersBeside(context.account, pairs);
    const stillAllowed = async (tx: Transaction): Promise<void> => {
      if (this.#gateway.enforce !== 'full' || isSameAsked(pairs, await pairsOf(prepared, tx))) return;
      throw isLast ? changing() : new AskedOtherwise();
    };
    const job = this.#job(prepared, otherAccounts, stillAllowed, staging, outcomes);
    try {
      const output = await dispatch(this.#machinery, job);
      if (job.operation.effect === 'read') {
        const full = this.#recordRead(prepared, job, output);
        if (full !== undefined) await full;
      }
      return output;
    } catch (error) {
      if (error instanceof AwsError) await recordFailure(this.#recorder, prepared, error, otherAccounts);
      throw error;
    } finally {
      if (outcomes instanceof Outcomes) await this.#recorder.saw(subjectOf(prepared), outcomes, prepared.within);
    }
  }

  #job(
    prepared: Prepared,
    otherAccounts: readonly AccountId[],
    stillAllowed: Dispatch['stillAllowed'],
    staging: Staging | undefined,
    outcomes: PairOutcomes,
  ): Dispatch {
    const { route, context, input, within, transfer } = prepared;
    const eventResources = route.service.definition.eventResources;
    return {
      operation: route.operation,
      input,
      context,
      outcomes,
      call: callOf(prepared, otherAccounts),
      resourcesOf: (output) => eventResources?.(route.model.name, input, output) ?? [],
      within,
      stillAllowed,
      body: transfer?.body,
      staging,
    };
  }

  /** An answer that streams has its event when it is out, so that the event can say how much of it was. */
  #recordRead({ route, within, transfer }: Prepared, job: Dispatch, output: object): Promise<void> | undefined {
    const call: ApiCall = { ...job.call, outcome: { output }, resources: job.resourcesOf(output) };
    if (transfer === undefined || streamOf(route.model, output) === undefined) return this.#recorder.read(call, within);
    transfer.record = async () => await this.#recorder.read(call, within);
    return undefined;
  }

  /** Throws the denial. Answers what was asked for, nothing where nobody asks, and what came of the pairs that stop nothing. */
  async #authorize(prepared: Prepared): Promise<{ pairs: readonly AccessPair[]; outcomes: PairOutcomes }> {
    const { route, context, input, within } = prepared;
    const { enforce, store } = this.#gateway;
    const subject = subjectOf(prepared);
    if (enforce === 'off') {
      this.#recorder.allowed(subject, [], within);
      return { pairs: [], outcomes: allAllowed };
    }
    let pairs: readonly AccessPair[];
    let judgement: Judgement;
    try {
      pairs = await pairsOf(prepared, within?.tx ?? store);
      judgement = await authorize(this.#gateway, pairs, context);
    } catch (error) {
      // A request can be refused while it is found out what it asks for, such as an unknown second factor.
      if (error instanceof AwsError) await recordFailure(this.#recorder, prepared, error, []);
      throw error;
    }
    const { wordDenial } = route.service.definition;
    const call: DeniedCall = { operation: route.model.name, input, style: denialStyle(route.protocol), wordDenial };
    const enforced = enforce === 'full';
    if (judgement.allowed) {
      this.#recorder.allowed(subject, judgement.sources, within);
      if (judgement.seen.size > 0 && !enforced) {
        await this.#recorder.wouldBeDenied(subject, [...judgement.seen.values()], within);
      }
      const hasSeen = enforced && pairs.some(({ seenAs }) => seenAs !== undefined);
      return { pairs, outcomes: hasSeen ? new Outcomes(judgement.sources, judgement.seen, call) : allAllowed };
    }
    const error = denialOf(present(judgement.judged.at(-1), 'a denial has been judged'), call);
    if (!enforced) {
      await this.#recorder.wouldBeDenied(subject, judgement.judged, within);
      return { pairs, outcomes: allAllowed };
    }
    const recorded = { ...callOf(prepared, []), resources: [] };
    await this.#recorder.denied(recorded, error, subject, judgement.judged, within);
    throw error;
  }
}

function subjectOf({ route, context, ignored }: Prepared): DecisionSubject {
  return { context, service: route.entry.id, operation: route.model.name, ignored };
}

function pairsOf({ route, context, input }: Prepared, reader: Reader): Promise<readonly AccessPair[]> {
  const ask = present(
    route.service.definition.authorization[route.model.name],
    `${route.entry.id}:${route.model.name} has its authorization`,
  ) as Authorize<object>;
  return ask(input, reader, context);
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
