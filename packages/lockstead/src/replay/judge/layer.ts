/**
 * What the changed layer would answer to a call that it let through before.
 *
 * Policies are added to a place and taken away from it. The denies of those that were there did not match, for the call went through; so only the
 * denies that are new count. One of those that were there allowed it. What is taken away can have been the one, and then what is left has to allow.
 */
import type { PartialAnswer, PartialRequest } from '@lockstead/policy';
import type { PreparedProposal } from './proposal.ts';

export function layerAnswer(request: PartialRequest, proposal: PreparedProposal): PartialAnswer {
  const { kind, asked, replacesFullAccess, change } = proposal;
  if (change === undefined) return asked.ask(request, kind === 'boundary' || replacesFullAccess ? 'decides' : 'denies');
  const denies = asked.ask(request, 'denies');
  if (denies.outcome === 'stops') return denies;
  // What did not allow it before is not missed.
  if (change.removed.ask(request, 'allows').outcome === 'stops') return denies;
  const allows = change.after.ask(request, 'allows');
  if (allows.outcome === 'stops' || denies.outcome === 'passes') return allows;
  if (allows.outcome === 'passes') return denies;
  return { ...denies, on: [...new Set([...denies.on, ...allows.on])].sort() };
}
