/**
 * Findings of our own: mistakes that people make often and that Access Analyzer does not tell. Their codes begin with `lockstead-`, and
 * their words are ours.
 */
import type { Wordings } from './wording.ts';

export const ownSecurityWarnings: Wordings = {
  'lockstead-forallvalues-on-claim':
    'ForAllValues on the claim {{key}} also holds for a token without the claim. Leave the qualifier out.',
};

export const ownWarnings: Wordings = {
  'lockstead-region-unknown': 'There is no region {{region}} that we know of.',
  'lockstead-resource-of-other-kind':
    'By the reference, none of the resources of the statement is one that {{action}} acts on: the statement does not match it.',
  'lockstead-resource-unknown': 'The reference of {{service}} has no resource of this form.',
  'lockstead-key-without-action':
    'The reference does not list the condition key {{key}} for {{actions}}: for these the condition is judged without it.',
  'lockstead-variable-unknown':
    'There is no condition key {{key}}, so that the variable has no value and nothing matches.',
  'lockstead-service-principal-unknown': 'There is no service principal {{service}} that we know of.',
};

export const ownSuggestions: Wordings = {
  'lockstead-action-without-resource':
    'The reference lists no resource for {{action}}. Such actions are matched by the resource * only, which the statement does not have.',
  'lockstead-retired': '{{name}} is no longer in the public reference of AWS.',
};
