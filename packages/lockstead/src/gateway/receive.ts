/**
 * Steps 1 and 2: which operation a request is for, and its body, whole unless the operation takes it as a stream. What the head tells is
 * looked at first: a request that goes nowhere is refused with its body unread. Forms alone name their action in the body.
 */
import { type ClaimOutcome, speaksForms, streamingInput } from '@lockstead/wire';
import type { ServiceDirectory } from './gateway.ts';
import type { Incoming } from './incoming.ts';
import type { Progress } from './progress.ts';
import { refuse } from './refuse.ts';
import { type Route, routeOperation, unknownService } from './route-operation.ts';
import { routeForm, spokenProtocol, toldByForm } from './route-service.ts';

export interface Received {
  readonly route: Route;
  /** Absent where it is still to come, as a stream. */
  readonly body: Buffer | undefined;
}

export async function receive(
  directory: ServiceDirectory,
  incoming: Incoming,
  claimed: ClaimOutcome,
  progress: Progress,
): Promise<Received> {
  const { request } = incoming;
  if (progress.entry !== undefined && !speaksForms(progress.entry)) {
    const route = await routeOperation(directory, progress.entry, request);
    routed(progress, route);
    const { bodyBytesMax } = route.operation;
    return {
      route,
      body: streamingInput(route.model) === undefined ? await incoming.readBody(bodyBytesMax) : undefined,
    };
  }
  const body = await incoming.readBody();
  if (progress.entry !== undefined) progress.entry = toldByForm(progress.entry, request, body);
  else if (claimed.kind !== 'claim') progress.entry = routeForm(directory.services, request, body);
  progress.protocol = spokenProtocol(request, progress.entry);
  const { entry, protocol } = progress;
  if (entry === undefined) {
    if (claimed.kind === 'malformed') throw refuse({ signingName: '', protocol }, claimed.error);
    throw unknownService(
      directory.services,
      claimed.kind === 'claim' ? claimed.claim.service : request.headers['x-amz-target']?.toString(),
    );
  }
  const route = await routeOperation(directory, entry, request, body);
  routed(progress, route);
  return { route, body };
}

function routed(progress: Progress, route: Route): void {
  progress.route = route;
  progress.protocol = route.protocol;
}
