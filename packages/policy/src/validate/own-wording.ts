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
  'lockstead-action-without-resource':
    '{{action}} has no resource of its own: its statement matches with the resource * only, and here never does.',
  'lockstead-resource-of-other-kind':
    'None of the resources of the statement is one that {{action}} acts on: the statement never matches it.',
  'lockstead-resource-unknown': 'The reference of {{service}} has no resource of this form.',
  'lockstead-key-without-action':
    'The reference does not list the condition key {{key}} for {{actions}}: for these the condition is judged without it.',
  'lockstead-variable-unknown':
    'There is no condition key {{key}}, so that the variable has no value and nothing matches.',
  'lockstead-service-principal-unknown': 'There is no service principal {{service}} that we know of.',
};

export const ownSuggestions: Wordings = {
  'lockstead-retired': '{{name}} is no longer in the public reference of AWS.',
};
