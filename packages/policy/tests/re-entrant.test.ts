/** Reading the context may itself take a decision: about a tag's owner, say. It must not change the one that is being taken. */
import { describe, expect, test } from 'vitest';
import { decide, explain, type Layers, type Request } from '../src/index.ts';
import { account, type Case, layersOf, requestOf, summary } from './case.ts';
import { sections } from './cases/sections.ts';

const all: readonly Case[] = Object.values(sections).flat();

/** Decisions that end in every way there is: each effect of each layer once, asked one after the other. */
const others = [...new Map(all.map((each) => [each.expect.replace(/ [^ ]+ \d+$/, ''), each])).values()].map((each) => ({
  request: requestOf(each),
  layers: layersOf(each),
  rule: each.rule,
}));

/** The same question; each look at its context first takes all the other decisions, and some about the same policies. */
function disturbed(request: Request, layers: Layers): Request {
  const { context } = request;
  return {
    ...request,
    context: {
      get(key) {
        for (const other of others) {
          decide(other.request, other.layers, other.rule);
          decide({ ...request, principal: other.request.principal, context }, layers);
        }
        return context.get(key);
      },
    },
  };
}

describe('a context that decides while it is read', () => {
  test('takes decisions of many kinds', () => {
    expect(others.length).toBeGreaterThan(15);
  });

  test.each(all)('$name', (given) => {
    const request = requestOf(given);
    const layers = layersOf(given);
    expect(summary(decide(disturbed(request, layers), layers, given.rule))).toBe(given.expect);
    expect(explain(disturbed(request, layers), layers, given.rule)).toEqual(explain(request, layers, given.rule));
  });

  test('a delegation to the account is no grant to the caller, though the context asks about one whom a policy names', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
    const given: Case = {
      name: 'delegation',
      rules: [],
      resourcePolicy: [
        { ...statement, Principal: { AWS: account } },
        { ...statement, Principal: '*', Condition: { StringEquals: { 'aws:username': 'bob' } } },
      ],
      context: { 'aws:username': 'alice' },
      expect: 'deny implicit identity',
    };
    const request = requestOf(given);
    const layers = layersOf(given);
    const bob = { ...request, context: { get: () => 'bob' } };
    const context = {
      get(key: string) {
        expect(decide(bob, layers).effect).toBe('allow');
        return request.context.get(key);
      },
    };
    expect(summary(decide({ ...request, context }, layers))).toBe(given.expect);
  });
});
