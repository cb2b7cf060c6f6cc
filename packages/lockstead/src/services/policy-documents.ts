/** Policy documents on their way in, for every service that keeps some: what is wrong with one, in AWS's words. */
import { iamRefusal, type PolicyKind, parsePolicy } from '@lockstead/policy';

/** What a kind of document must keep. */
export interface DocumentRules {
  readonly kind: PolicyKind;
  /** Whether it must say `"Version": "2012-10-17"`. */
  readonly versionRequired?: boolean;
  /** Characters that are not white space; absent where the service counts otherwise. */
  readonly sizeMax?: number;
}

/** The first thing that is wrong with a document. */
export type DocumentFault =
  /** `sentence` is the one that AWS answers, of several faults the one that it tells. */
  { readonly why: 'malformed'; readonly sentence: string } | { readonly why: 'tooLarge' };

/** `undefined` for a document that is taken. Its grammar is looked at before its size. */
export function documentFault(text: string, rules: DocumentRules): DocumentFault | undefined {
  const { kind, versionRequired = false, sizeMax } = rules;
  const outcome = parsePolicy(text, kind, { stored: true, versionRequired });
  if (!outcome.ok) return { why: 'malformed', sentence: iamRefusal(outcome.problems, kind) };
  return sizeMax !== undefined && policySize(text) > sizeMax ? { why: 'tooLarge' } : undefined;
}

/** In characters, as IAM counts: white space is free. */
export function policySize(text: string): number {
  let size = 0;
  for (const char of text) if (char > ' ') size += 1;
  return size;
}
