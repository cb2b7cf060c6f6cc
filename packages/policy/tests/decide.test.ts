/** Every case: the decision, the deciding layer and statement, and that the explanation agrees. */
import { describe, expect, test } from 'vitest';
import { decide, explain } from '../src/index.ts';
import { conditionsFor, whoCan } from '../src/reason/index.ts';
import { layersOf, requestOf, summary } from './case.ts';
import { sections } from './cases/sections.ts';

for (const [section, cases] of Object.entries(sections)) {
  describe(section, () => {
    test.each(cases)('$name', (given) => {
      const request = requestOf(given);
      const layers = layersOf(given);
      const decision = decide(request, layers, given.rule);
      expect(summary(decision)).toBe(given.expect);
      const explanation = explain(request, layers, given.rule);
      expect(explanation.decision).toEqual(decision);
      expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
      // The other direction: who may, and under which conditions anybody could.
      const { principal, action, resource, resourceAccount, context } = request;
      const owner = resourceAccount === undefined ? {} : { resourceAccount };
      const target = { resource, ...owner, context, ...(given.rule === undefined ? {} : { rule: given.rule }) };
      const caller = { principal, layers };
      const allowed = decision.effect === 'allow';
      expect(whoCan(action, target, [caller]).map((who) => who.decision)).toEqual(allowed ? [decision] : []);
      if (allowed) expect(conditionsFor(action, target, caller).answer).not.toBe('never');
      if (decision.effect === 'deny' && !(decision.kind === 'implicit' && decision.rule !== undefined)) {
        // Nothing can be written that would help: nobody trusts the unknown; a bucket stays public whatever else is granted.
        const lastResort =
          (given.rule === 'trust' && request.principal.kind === 'anonymous') || given.restricted === true;
        expect(explanation.leastChange === undefined).toBe(lastResort);
      }
    });
  });
}
