/** What the event of a call says whatever became of it. */

import type { AwsError } from '#kernel/aws-error';
import { type AccountId, parseRegion, type Region } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Prepared } from '../prepared.ts';
import type { ApiCall } from './api-event.ts';
import type { Recorder } from './recorder.ts';

/** A call that may have stopped before it made sense. */
export type Attempted = Omit<Prepared, 'input' | 'ignored'> & { readonly input: object | undefined };

/** Where the state and the events of services with one endpoint for all regions belong. */
export const globalRegion: Region = present(parseRegion('us-east-1'), 'us-east-1 is a region');

export function callOf(
  { route, context, input, transfer }: Attempted,
  otherAccounts: readonly AccountId[],
): Omit<ApiCall, 'outcome' | 'resources'> {
  const { definition } = route.service;
  return {
    context,
    model: route.model,
    operation: route.operation,
    input,
    otherAccounts,
    region: definition.global ? globalRegion : context.region,
    details: definition.eventDetails?.(route.model.name, context, input),
    transferred: transfer,
  };
}

export async function recordFailure(
  recorder: Recorder,
  attempted: Attempted,
  error: AwsError,
  otherAccounts: readonly AccountId[],
): Promise<void> {
  const { route, context, input, within } = attempted;
  if (error.refusal !== undefined) {
    const subject = { context, service: route.entry.id, operation: route.model.name, ignored: [] };
    await recorder.refused(subject, error.refusal, error, within);
  }
  const eventResources = route.service.definition.eventResources;
  const resources = input === undefined ? [] : (eventResources?.(route.model.name, input, undefined) ?? []);
  await recorder.failed({ ...callOf(attempted, otherAccounts), resources }, error, within);
}
