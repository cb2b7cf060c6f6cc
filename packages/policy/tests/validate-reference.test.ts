/** Validation held against AWS's documentation: its reference of checks, the examples in it, and a published answer of ValidatePolicy. */
import { describe, expect, test } from 'vitest';
import {
  type FindingType,
  findingCodes,
  lineAndColumn,
  type PolicyKind,
  retiredCodes,
  validatePolicy,
} from '../src/validate/index.ts';
import { errors, securityWarnings, suggestions, warnings } from '../src/validate/wording.ts';
import { findingCases } from './validate-cases.ts';
import { correctedCases } from './validate-corrected.ts';
import { documentedExamples } from './validate-examples.ts';
import { answeredSentences, referenceChecks } from './validate-reference.ts';
import { textOf } from './validate-statements.ts';

const wordings = { ERROR: errors, WARNING: warnings, SECURITY_WARNING: securityWarnings, SUGGESTION: suggestions };
const types = Object.keys(wordings) as FindingType[];
const sentences = (wording: string | readonly string[]): readonly string[] =>
  typeof wording === 'string' ? [wording] : wording;

describe('the reference of policy checks', () => {
  test('the same codes, under the same kinds', () => {
    for (const type of types) {
      const documented = referenceChecks[type].map(([, code]) => code).filter((code) => !retiredCodes.includes(code));
      expect(Object.keys(wordings[type]).sort()).toEqual(documented.sort());
    }
    expect(findingCodes.length).toBe(152);
  });

  /** AWS writes NotIpAddress in one word in a heading, and NOT_IP_ADDRESS in the code; NotAction stays one word in some codes. */
  test('a code is its heading in capitals', () => {
    const apart = new Set(['NotIpAddress', 'NotResource', 'NotAction', 'NotPrincipal']);
    for (const [heading, code] of types.flatMap((type) => referenceChecks[type])) {
      const words = heading.split(' ').map((word) => (apart.has(word) ? word.split(/(?=[A-Z])/).join('_?') : word));
      expect(code).toMatch(new RegExp(`^${words.join('_').toUpperCase()}$`));
    }
  });

  /** What AWS says of keys that it does not name is the only sentence left out. */
  const unsaid = /Use the (policy variable|wildcard) preceded by 6 consecutive characters\.$/;

  test.each(types.flatMap((type) => referenceChecks[type].map((row) => ({ type, code: row[1], row }))))(
    '$code says what AWS says',
    ({ type, code, row: [, , ...documented] }) => {
      if (retiredCodes.includes(code)) return;
      const own = sentences(wordings[type][code] ?? []);
      const all = [...documented, ...(answeredSentences[code] ?? [])];
      expect([...own].sort()).toEqual(all.filter((sentence) => !unsaid.test(sentence)).sort());
    },
  );

  test.each(findingCases.map((each) => ({ ...each, name: `${each.code} at ${each.at.slice(0, 60)}` })))(
    '$name: every placeholder is filled',
    ({ code, kind, policy, resourceType }) => {
      const found = validatePolicy(textOf(policy), kind, resourceType === undefined ? {} : { resourceType });
      const own = found.filter((finding) => finding.code === code);
      expect(own).not.toEqual([]);
      for (const { message, findingType } of own) {
        expect(message).not.toMatch(/\{\{|\}\}|undefined/);
        const patterns = sentences(wordings[findingType][code] ?? []).map(withAnything);
        expect(
          patterns.some((pattern) => pattern.test(message)),
          message,
        ).toBe(true);
      }
    },
  );

  function withAnything(sentence: string): RegExp {
    const parts = sentence.split(/\{\{[^{}]*\}\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`);
  }
});

describe('the mistake mended', () => {
  test.each(
    correctedCases.map(([code, policy, kind = 'identity', resourceType]) => ({ code, policy, kind, resourceType })),
  )('no $code any more', ({ code, policy, kind, resourceType }) => {
    const found = validatePolicy(textOf(policy), kind, resourceType === undefined ? {} : { resourceType });
    expect(found.filter((finding) => finding.code === code || finding.findingType === 'ERROR')).toEqual([]);
  });

  test('for every code', () => {
    const mended = new Set(correctedCases.map(([code]) => code));
    expect(findingCodes.filter((code) => !mended.has(code))).toEqual([]);
  });
});

describe("the page's own examples", () => {
  test.each(documentedExamples)('$section: $what', ({ code, message, policy, kind = 'identity', resourceType }) => {
    const found = validatePolicy(textOf(policy), kind, resourceType === undefined ? {} : { resourceType });
    const own = found.filter((finding) => finding.code === code);
    if (message === undefined) expect(own.length, found.map((finding) => finding.code).join(' ')).toBeGreaterThan(0);
    else expect(own.map((finding) => finding.message)).toContain(message);
  });
});

/** The example of the CLI's `validate-policy`: a trust policy, sent as a resource's without saying of which. */
test('a published answer: the same findings, sentences and places', () => {
  const kind: PolicyKind = 'resource';
  const text = JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: '',
          Effect: 'Allow',
          Principal: { Federated: 'cognito-identity.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-west-2_EXAMPLE' } },
        },
      ],
    },
    null,
    4,
  );
  const shown = validatePolicy(text, kind).map(({ code, findingType, message, path, span, also = [] }) => ({
    code,
    findingType,
    message,
    locations: [{ path, span }, ...also].map((place) => ({
      path: place.path.join('.'),
      start: lineAndColumn(text, place.span.start),
    })),
  }));
  expect(shown).toEqual([
    {
      code: 'MISMATCHED_ACTION_FOR_PRINCIPAL',
      findingType: 'ERROR',
      message:
        'The sts:AssumeRole action is invalid with the following principal(s): cognito-identity.amazonaws.com. Use a SAML provider principal with the sts:AssumeRoleWithSAML action or use an OIDC provider principal with the sts:AssumeRoleWithWebIdentity action. Ensure the provider is Federated if you use either of the two options.',
      locations: [
        { path: 'Statement.0.Action.0', start: { line: 11, column: 16, offset: 258 } },
        { path: 'Statement.0.Principal.Federated', start: { line: 8, column: 29, offset: 170 } },
      ],
    },
    {
      code: 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
      findingType: 'ERROR',
      message:
        'The following actions: sts:TagSession are not supported by the condition key cognito-identity.amazonaws.com:aud. The condition will not be evaluated for these actions. We recommend that you move these actions to a different statement without this condition key.',
      locations: [
        { path: 'Statement.0.Action.1', start: { line: 12, column: 16, offset: 292 } },
        {
          path: 'Statement.0.Condition.StringEquals.cognito-identity.amazonaws.com:aud',
          start: { line: 16, column: 58, offset: 443 },
        },
      ],
    },
    {
      code: 'EMPTY_SID_VALUE',
      findingType: 'SUGGESTION',
      message: 'Add a value to the empty string in the Sid element.',
      locations: [{ path: 'Statement.0.Sid', start: { line: 5, column: 19, offset: 79 } }],
    },
  ]);
});
