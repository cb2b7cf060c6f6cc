/** What is remembered of the levels of an organization answers as the levels themselves do, whatever was asked before. */
import { describe, expect, test } from 'vitest';
import { type ControlLevel, contextOf, type Decision, decide } from '../src/index.ts';
import { levelPlansMax } from '../src/limits.ts';
import { account, alice, document, type Json } from './case.ts';

const all: Json = { Effect: 'Allow', Action: '*', Resource: '*' };

function level(target: string, ...statements: readonly Json[]): ControlLevel {
  const policies = statements.map((statement, i) => ({
    name: `${target}-${i}`,
    document: document({ Version: '2012-10-17', Statement: [statement] }, 'serviceControl'),
  }));
  return { target, policies };
}

function asked(
  action: string,
  serviceControl: readonly ControlLevel[],
  context: Record<string, string> = {},
): Decision {
  const identity = [{ name: 'all', document: document({ Version: '2012-10-17', Statement: [all] }, 'identity') }];
  const request = { principal: alice, action, resource: '*', resourceAccount: account, context: contextOf(context) };
  return decide(request, { identity, serviceControl });
}

describe('the same levels, asked again and again', () => {
  const levels = [
    level('root', all, { Effect: 'Deny', Action: 'a:Delete*', Resource: '*' }),
    level('unit', { Effect: 'Allow', NotAction: 'a:Put*', Resource: '*' }),
    level('account', all, {
      Effect: 'Deny',
      Action: 'a:Get*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': 'far' } },
    }),
  ];
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    ['a:List', {}, 'allow'],
    ['a:DeleteIt', {}, 'explicit'],
    ['A:DELETEIT', {}, 'explicit'],
    ['a:PutIt', {}, 'implicit'],
    ['a:GetIt', { 'aws:RequestedRegion': 'near' }, 'allow'],
    ['a:GetIt', { 'aws:RequestedRegion': 'far' }, 'explicit'],
  ];

  test('answer each request by itself, also when more actions were asked for than are remembered', () => {
    for (let round = 0; round < 3; round++) {
      for (const [action, context, effect] of cases) {
        const decision = asked(action, levels, context);
        expect([action, decision.effect === 'allow' ? 'allow' : decision.kind]).toEqual([action, effect]);
        expect(asked(action, [...levels], context)).toEqual(decision);
      }
      for (let i = 0; i <= levelPlansMax; i++) expect(asked(`a:Put${i}`, levels).effect).toBe('deny');
    }
  });

  test('the first question of levels that allow nothing is denied, whatever it is spelt like', () => {
    for (const action of ['', 'a:Any']) {
      expect(asked(action, [level('root'), level('account', all)])).toMatchObject({
        effect: 'deny',
        layer: 'serviceControl',
      });
    }
  });
});

test('the deny that is told is the first from the root down', () => {
  const deny = (Sid: string): Json => ({ Sid, Effect: 'Deny', Action: 'a:*', Resource: '*' });
  const levels = [level('root', all), level('unit', all, deny('Unit')), level('account', all, deny('Account'))];
  expect(asked('a:Any', levels)).toMatchObject({ effect: 'deny', by: { sid: 'Unit', policy: 'unit-1' } });
});
