/** A policy document as read and compiled, and what is wrong with one that cannot be read. */
import type { Program } from '../compile/program.ts';
import type { Span } from '../span.ts';
import type { PolicyKind, Statement, Version } from '../statement.ts';

/** A parsed policy, compiled once. A value: share it between all the places where it is attached. */
export interface Document {
  readonly kind: PolicyKind;
  /** `2008-10-17` where the document names none. */
  readonly version: Version;
  readonly id?: string;
  readonly statements: readonly Statement[];
  readonly text: string;
  /** The compiled form. For this package's eyes only. */
  readonly program: Program;
}

/** One fault of a document, with its place in the text. */
export interface Problem {
  /** `Statement[0].Condition.StringEquals`; empty for the document itself. */
  readonly path: string;
  readonly span: Span;
  /** A finding code of Access Analyzer's ValidatePolicy. */
  readonly code: string;
  /** Our sentence. */
  readonly message: string;
  /** IAM's sentence for the same fault, as MalformedPolicyDocument carries it. */
  readonly awsMessage: string;
}

/** A document, or at least one problem. */
export type ParseOutcome =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly problems: readonly Problem[] };
