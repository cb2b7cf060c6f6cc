/** What a check is given, and where it reports. */
import type { PolicyKind } from '../statement.ts';
import type { More, Place } from './finding.ts';
import type { PolicyNode, StatementNode } from './syntax.ts';
import type { Values } from './wording.ts';

export interface CheckContext {
  readonly kind: PolicyKind;
  /** CloudFormation's name of what the policy is attached to: `AWS::S3::Bucket`. */
  readonly resourceType: string | undefined;
  readonly policy: PolicyNode;
  /** The name spelt most like the text. Comparing is dear: asked too often it answers nothing. */
  nearest(text: string, names: readonly string[]): string | undefined;
  /** Whether there is still time for so many steps of comparing ARNs; they count as done. */
  spend(steps: number): boolean;
  /** The sentence is AWS's; `values` fill its placeholders. */
  report(code: string, place: Place, values?: Values, more?: More): void;
}

export type StatementCheck = (statement: StatementNode, context: CheckContext) => void;
export type PolicyCheck = (context: CheckContext) => void;

/** Kinds whose documents name principals. */
export function namesPrincipals(kind: PolicyKind): boolean {
  return kind === 'resource' || kind === 'trust' || kind === 'resourceControl' || kind === 'vpcEndpoint';
}

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** Kinds that say what whoever has them may do. */
export function isIdentity(kind: PolicyKind): boolean {
  return kind === 'identity' || kind === 'permissionsBoundary' || kind === 'session';
}
