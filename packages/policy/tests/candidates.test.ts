// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like templates
/** The index by resource finds what looking at every statement finds, and of several the first. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextOf, decide } from '../src/index.ts';
import { account, alice, document, type Json, session } from './case.ts';

const tails = fc.constantFrom(
  '',
  '*',
  'a',
  'a*',
  'ab',
  'ab*',
  'abc',
  'a?c',
  'a*c',
  'b',
  'b/*',
  '?',
  '*c',
  'abcabc',
  '${aws:username}',
  'a${aws:username}*',
  'a${*}',
);
const words = fc.constantFrom('a', 'ab', 'abc', 'abcd', 'b', 'b/', 'b/c', 'c', '', 'abcabc', 'axc', 'a*');
const prefix = 'arn:aws:s3:::';

const statements = fc.array(
  fc.record({
    resources: fc.uniqueArray(tails, { minLength: 1, maxLength: 3 }),
    not: fc.constantFrom(false, false, false, false, true),
    conditional: fc.boolean(),
  }),
  { minLength: 8, maxLength: 40 },
);

/** From the first statement on, one at a time: no index is built for a single statement. */
function firstAlone(list: readonly Json[], ask: (statement: Json) => boolean): number {
  return list.findIndex(ask);
}

describe('candidates', () => {
  test.each(['Allow', 'Deny'])('the first %s of many is found', (Effect) => {
    fc.assert(
      fc.property(
        statements,
        words,
        fc.option(fc.constantFrom('b', 'ab'), { nil: undefined }),
        (many, word, username) => {
          const list = many.map(
            ({ resources, not, conditional }): Json => ({
              Effect,
              Action: 's3:GetObject',
              [not ? 'NotResource' : 'Resource']: resources.map((tail) => prefix + tail),
              ...(conditional ? { Condition: { Null: { 'aws:username': 'false' } } } : {}),
            }),
          );
          const context = contextOf(username === undefined ? {} : { 'aws:username': username });
          const request = {
            principal: alice,
            action: 's3:GetObject',
            resource: prefix + word,
            resourceAccount: account,
            context,
          };
          const hit = (all: readonly Json[]): number => {
            const decision = decide(request, { identity: [{ name: 'p', document: document(all, 'identity') }] });
            const by = decision.effect === 'deny' && decision.kind === 'implicit' ? undefined : decision.by;
            return by !== undefined && 'statement' in by ? by.statement : -1;
          };
          expect(hit(list)).toBe(firstAlone(list, (statement) => hit([statement]) === 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of many grants of a resource the one that names the caller most closely counts', () => {
    const grant = (AWS: string, tail: string): Json => ({
      Effect: 'Allow',
      Principal: { AWS },
      Action: 's3:GetObject',
      Resource: prefix + tail,
    });
    const filler = Array.from({ length: 10 }, (_, i) => grant(account, `other-${i}/*`));
    const list = [...filler, grant(account, 'box/*'), grant(alice.arn, 'box/k*'), grant(account, 'box/key')];
    const request = { principal: alice, action: 's3:GetObject', resource: `${prefix}box/key`, context: contextOf({}) };
    const decision = decide(request, { resource: { name: 'r', document: document(list, 'resource') } });
    expect(decision).toMatchObject({ effect: 'allow', by: { statement: 11 } });
  });

  test('a wider name that is found later does not take the place of a closer one', () => {
    const grant = (AWS: string, tail: string): Json => ({
      Effect: 'Allow',
      Principal: { AWS },
      Action: 's3:GetObject',
      Resource: prefix + tail,
    });
    const filler = Array.from({ length: 10 }, (_, i) => grant(account, `other-${i}/*`));
    const list = [...filler, grant(`arn:aws:iam::${account}:role/ci/deployer`, 'box/*'), grant(account, 'box/key')];
    const request = {
      principal: session,
      action: 's3:GetObject',
      resource: `${prefix}box/key`,
      context: contextOf({}),
    };
    const decision = decide(request, { resource: { name: 'r', document: document(list, 'resource') } });
    expect(decision).toMatchObject({ effect: 'allow', by: { statement: 10 } });
  });
});
