/** How an offered policy differs from what is attached now. */
import { type Document, parsePolicy } from '@lockstead/policy';
import { policyDiff } from '@lockstead/policy/reason';
import { allActions } from '@lockstead/policy/reference';
import type { OfferedDocument } from './statements.ts';

/** A policy as the server tells it. */
export interface Attached {
  readonly name: string;
  readonly arn?: string;
  /** The group through which a user has it. */
  readonly via?: string;
  readonly document: string;
}

export interface AttachedDifference {
  /** `taken`: attached today, and not offered. `granted`: offered, and not attached. */
  readonly change: 'granted' | 'taken';
  readonly actions: readonly string[];
  /** The narrowest patterns that cover it. */
  readonly resources: readonly string[];
  /** The attached policy from which it would be taken. */
  readonly policy?: string;
}

export interface Comparison {
  /** False: there may be more differences, because the policies were too large to compare wholly. */
  readonly complete: boolean;
  readonly differences: readonly AttachedDifference[];
}

/** @throws TypeError for an attached policy that does not parse: the server has them from people who could only store ones that do. */
export function comparedWith(attached: readonly Attached[], offered: readonly OfferedDocument[]): Comparison {
  const before = attached.map(({ document }) => parsed(document));
  const after = offered.map((document) => parsed(JSON.stringify(document)));
  const { complete, differences } = policyDiff(before, after, { actions: allActions() });
  return {
    complete,
    differences: differences
      .map(({ change, actions, resourcePatterns, by }): AttachedDifference => {
        const policy = change === 'taken' ? nameOf(attached[by.policy]) : undefined;
        const resources = narrowest(resourcePatterns);
        return { change, actions, resources, ...(policy === undefined ? {} : { policy }) };
      })
      .toSorted((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1)),
  };
}

function nameOf(policy: Attached | undefined): string | undefined {
  return policy?.arn ?? policy?.name;
}

function parsed(text: string): Document {
  const outcome = parsePolicy(text, 'identity');
  if (!outcome.ok) throw new TypeError(outcome.problems[0]?.message ?? 'a policy does not parse');
  return outcome.document;
}

function narrowest(patterns: readonly string[]): readonly string[] {
  const [first] = patterns.toSorted((left, right) => right.length - left.length);
  return first === undefined ? ['*'] : [first];
}

function orderOf({ change, actions, resources }: AttachedDifference): string {
  return JSON.stringify([change, actions, resources]);
}
