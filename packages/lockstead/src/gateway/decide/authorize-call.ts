/** Step 5: whether the caller may. The operation names its pairs, all layers that bear on them are asked, and what came of it is kept. */
import { AwsError } from '#kernel/aws-error';
import type { AccountId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AccessPair, Authorize, PairOutcomes } from '#service/authorization';
import type { EventResource } from '#service/service';
import type { Reader } from '#store/port';
import type { Gateway } from '../gateway.ts';
import type { Prepared } from '../prepared.ts';
import { callOf, recordFailure } from '../record/call-record.ts';
import type { Recorder } from '../record/recorder.ts';
import type { DecisionSubject } from './allowed-decisions.ts';
import { authorize, type Judgement } from './authorize.ts';
import { type DeniedCall, denialOf } from './denial.ts';
import { denialStyle } from './denial-style.ts';
import { allAllowed, noneSeen, Outcomes } from './outcomes.ts';

/** What was asked for, nothing where nobody asks; and what came of the pairs that stop nothing. */
export interface Allowed {
  readonly pairs: readonly AccessPair[];
  readonly outcomes: PairOutcomes;
}

/** Throws the denial, recorded. */
export async function authorizeCall(gateway: Gateway, recorder: Recorder, prepared: Prepared): Promise<Allowed> {
  const { context, within } = prepared;
  const { enforce, store } = gateway;
  const subject = subjectOf(prepared);
  if (enforce === 'off') {
    recorder.allowed(subject, [], within);
    return { pairs: [], outcomes: allAllowed };
  }
  let pairs: readonly AccessPair[];
  let judgement: Judgement;
  try {
    pairs = await pairsOf(prepared, within?.tx ?? store);
    judgement = await authorize(gateway, pairs, context);
  } catch (error) {
    // A request can be refused while it is found out what it asks for, such as an unknown second factor.
    if (error instanceof AwsError) await recordFailure(recorder, prepared, error, []);
    throw error;
  }
  if (judgement.allowed) recorder.allowed(subject, judgement.sources, within);
  if (enforce === 'audit') {
    const wouldBeDenied = judgement.allowed ? [...judgement.seen.values()] : judgement.judged;
    const beyond = judgement.allowed ? [] : judgement.beyond;
    if (wouldBeDenied.length > 0) await recorder.wouldBeDenied(subject, { judged: wouldBeDenied, beyond }, within);
    return { pairs, outcomes: allAllowed };
  }
  const call = deniedCall(prepared);
  if (judgement.allowed) {
    const hasSeen = pairs.some(({ seenAs }) => seenAs !== undefined);
    return { pairs, outcomes: hasSeen ? new Outcomes(judgement.sources, judgement.seen, call) : noneSeen };
  }
  const denial = denialOf(present(judgement.judged.at(-1), 'a denial has been judged'), call);
  const recorded = { ...callOf(prepared, toldOfDenial(prepared, pairs)), resources: deniedResources(prepared) };
  await recorder.denied(recorded, denial, subject, judgement, within);
  throw denial;
}

/** What the operation asks for, as the state is that `reader` sees. */
export function pairsOf({ route, context, input }: Prepared, reader: Reader): Promise<readonly AccessPair[]> {
  const ask = present(
    route.service.definition.authorization[route.model.name],
    `${route.entry.id}:${route.model.name} has its authorization`,
  ) as Authorize<object>;
  return ask(input, reader, context);
}

/** As the decision's trace names it. */
export function subjectOf({ route, context, ignored }: Prepared): DecisionSubject {
  return { context, service: route.entry.id, operation: route.model.name, ignored };
}

function deniedCall({ route, input }: Prepared): DeniedCall {
  const { wordDenial } = route.service.definition;
  return { operation: route.model.name, input, style: denialStyle(route.protocol), wordDenial };
}

/**
 * A denial is an event of the caller's alone, since strangers could fill a log otherwise. What nobody signed has no caller: the owner is told of it
 * where a trail asks for data events, and so knows who tried the door.
 */
function toldOfDenial({ route, context }: Prepared, pairs: readonly AccessPair[]): readonly AccountId[] {
  if (route.operation.eventCategory !== 'data' || context.session.principal.kind !== 'anonymous') return [];
  return [...new Set(pairs.map(({ owner }) => owner))];
}

/** Trails choose data events by what they are about, those that were denied too. */
function deniedResources({ route, input }: Prepared): readonly EventResource[] {
  if (route.operation.eventCategory !== 'data') return [];
  return route.service.definition.eventResources?.(route.model.name, input, undefined) ?? [];
}
