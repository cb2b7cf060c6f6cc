/** Which events a trail takes, as its owner has written it down: in one of two forms, of which a trail has one. */

/** A basic event selector, with AWS's defaults filled in. */
export interface BasicSelector {
  readonly readWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  readonly includesManagement: boolean;
  readonly dataResources: readonly { readonly type: string; readonly values: readonly string[] }[];
  readonly excludedSources: readonly string[];
}

export const operators = ['Equals', 'StartsWith', 'EndsWith', 'NotEquals', 'NotStartsWith', 'NotEndsWith'] as const;

export type Operator = (typeof operators)[number];

/** One field of an event, and what is asked of it. */
export type FieldSelector = { readonly field: string } & { readonly [O in Operator]?: readonly string[] };

export interface AdvancedSelector {
  readonly name?: string;
  readonly fields: readonly FieldSelector[];
}

export type Selectors =
  | { readonly form: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly form: 'advanced'; readonly selectors: readonly AdvancedSelector[] };

/** What a trail has that nobody has given selectors. */
export const defaultSelectors: Selectors & { readonly form: 'basic' } = {
  form: 'basic',
  selectors: [{ readWriteType: 'All', includesManagement: true, dataResources: [], excludedSources: [] }],
};
