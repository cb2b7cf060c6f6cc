/**
 * A statement as read: the grammar's own words, scalars and lists made alike.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import type { Span } from './span.ts';

/** What a document is used for: decides which elements it may and must have. */
export type PolicyKind =
  | 'identity'
  | 'permissionsBoundary'
  | 'session'
  | 'resource'
  | 'trust'
  | 'serviceControl'
  | 'resourceControl'
  | 'vpcEndpoint';

/** The versions of the policy language; variables exist in the later one alone. */
export type Version = '2008-10-17' | '2012-10-17';

/** A list element and its complement: `Action` and `NotAction`, `Resource` and `NotResource`. */
export interface PatternList {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** A Principal or NotPrincipal element, its names by their kind. */
export interface PrincipalElement {
  /** `NotPrincipal`. */
  readonly negated: boolean;
  /** `"*"` or `{"AWS": "*"}`. */
  readonly anyone: boolean;
  /** Account ids, ARNs, unique ids; without `*`. */
  readonly aws: readonly string[];
  readonly service: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUser: readonly string[];
}

/** How an operator takes a key with several values. */
export type Qualifier = 'ForAllValues' | 'ForAnyValue';

/** One line of a Condition: `"ForAnyValue:StringEqualsIfExists": {"aws:TagKeys": ["a", "b"]}`. */
export interface ConditionElement {
  /** AWS's own capitals: `StringEquals`. */
  readonly operator: string;
  readonly qualifier?: Qualifier;
  readonly ifExists: boolean;
  /** As written. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement of a document that was parsed, with the defaults filled in. */
export interface Statement {
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principal?: PrincipalElement;
  readonly action: PatternList;
  /** Absent in trust policies. */
  readonly resource?: PatternList;
  readonly conditions: readonly ConditionElement[];
  readonly span: Span;
}
