/** Why a statement makes its policy public: the element, what stands in it, and what is wrong with it. */

/** Why a principal is no fixed one. */
export type OpenPrincipal =
  /** `*`. */
  | 'everyone'
  /** NotPrincipal: everyone but those who are listed. */
  | 'everyoneElse'
  /** An identity provider of the web, which anybody can sign in to. */
  | 'webIdentity';

/** Why a condition ties nothing to fixed values. */
export type OpenCondition =
  /** The key does not say who asks or from where. */
  | 'otherKey'
  /** In an access point's own policy the access point's ARN says nothing. */
  | 'accessPointKey'
  /** The operator holds for whatever is not listed. */
  | 'negated'
  /** The operator holds for requests without the key. */
  | 'absentKeyPasses'
  /** The operator does not compare this key's values. */
  | 'otherOperator'
  | 'noValues'
  | 'wildcard'
  | 'variable'
  | 'notAnAddressRange'
  | 'broadAddressRange'
  /** Each range is narrow enough, and all those of the policy together are half of the internet or more. */
  | 'broadTogether';

/** One fact that leaves a statement open to everyone. */
export type PublicReason =
  | { readonly element: 'Principal' | 'NotPrincipal'; readonly value: string; readonly because: OpenPrincipal }
  | {
      readonly element: 'Condition';
      /** With its qualifier and `IfExists`, in AWS's capitals. */
      readonly operator: string;
      /** As written. */
      readonly key: string;
      /** The first value that is not fixed; absent where the values do not matter. */
      readonly value?: string;
      readonly because: OpenCondition;
    };

/** A sentence without its full stop, for explanations: `aws:SourceIp 0.0.0.0/1 is broader than /8`. */
export function publicReasonText(reason: PublicReason): string {
  if (reason.element !== 'Condition') return principalText(reason.because, reason.value);
  const value = reason.value === undefined ? reason.key : `${reason.key} ${reason.value}`;
  return `${value} ${conditionTexts[reason.because].replace('OPERATOR', () => reason.operator)}`;
}

function principalText(because: OpenPrincipal, value: string): string {
  if (because === 'everyone') return 'it grants to everyone';
  if (because === 'everyoneElse') return 'it grants to everyone but those in NotPrincipal';
  return `it grants to whoever signs in at ${value}`;
}

const conditionTexts: Readonly<Record<OpenCondition, string>> = {
  otherKey: 'does not say who asks or from where',
  accessPointKey: 'does not count in the policy of an access point',
  negated: 'stands under OPERATOR, which holds for all other values',
  absentKeyPasses: 'stands under OPERATOR, which a request without the key passes',
  otherOperator: 'stands under OPERATOR, which does not fix it',
  noValues: 'has no values',
  wildcard: 'has a wildcard',
  variable: 'has a policy variable',
  notAnAddressRange: 'is no range of addresses',
  broadAddressRange: 'is broader than /8 for IPv4 or /32 for IPv6',
  broadTogether: 'is one of many ranges that are half of the internet or more together',
};
