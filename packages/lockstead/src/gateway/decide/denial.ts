/** A denial as an error: in the words of the service that is asked, or of its protocol family. */
import { denialMessage, principalName } from '@lockstead/policy';
import { AwsError } from '#kernel/aws-error';
import { invariant } from '#kernel/invariant';
import type { DenialWords, WordDenial } from '#service/denial';
import type { Judged } from './authorize.ts';
import type { DenialStyle } from './denial-style.ts';

/** What is known of the request beside what was judged. */
export interface DeniedCall {
  readonly operation: string;
  readonly input: object;
  readonly style: DenialStyle;
  readonly wordDenial: WordDenial | undefined;
}

export function denialOf({ request, decision, sources }: Judged, call: DeniedCall): AwsError {
  invariant(decision.effect === 'deny', 'only a denial is worded');
  const { operation, input, style, wordDenial } = call;
  const { context, pair, membership, resourceMembership } = sources;
  const sentence = pair.notKnown === undefined ? denialMessage(request, decision) : notKnown(request, pair.notKnown);
  const usual: DenialWords = { ...style, message: sentence };
  const denial = { operation, input, context, pair, request, decision, membership, resourceMembership, usual };
  const { message, ...shape } = wordDenial?.(denial) ?? usual;
  return new AwsError({ ...shape, fault: 'client' }, message);
}

/** The sentence is ours: AWS always knows. */
function notKnown({ principal, action }: Judged['request'], reason: string): string {
  return `User: ${principalName(principal)} is not authorized to perform: ${action}, because it is not known what the request asks for: ${reason}.`;
}
