/** What must hold for every policy and request, with as many runs as the suite has time for. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { applyAll } from '../../src/explain/least-change.ts';
import { decide, explain, type Layers } from '../../src/index.ts';
import { layersArbitrary, requestArbitrary, ruleArbitrary } from './arbitraries.ts';
import { engineAnswer, engineLayers, engineRequest } from './engine.ts';
import { judge, type OracleLayers, type OraclePolicy, type OracleStatement } from './oracle.ts';

type Property = fc.IProperty<unknown>;

const inputs = [requestArbitrary, layersArbitrary, ruleArbitrary] as const;
const rank = { allow: 2, implicitDeny: 1, explicitDeny: 0 } as const;

export const properties: Readonly<Record<string, () => Property>> = {
  'the engine and the slow interpreter agree': () =>
    fc.property(...inputs, (request, layers, rule) => {
      const [expected, actual] = [judge(request, layers, rule), engineAnswer(request, layers, rule)];
      if (expected !== actual) throw new Error(`rules say ${expected}, the engine says ${actual}`);
    }),

  'the order of statements, policies and levels never matters': () =>
    fc.property(
      ...inputs,
      (request, layers, rule) => engineAnswer(request, layers, rule) === engineAnswer(request, reversed(layers), rule),
    ),

  'what was asked before never changes an answer': () =>
    fc.property(fc.array(requestArbitrary, { minLength: 2, maxLength: 6 }), layersArbitrary, (requests, given) => {
      const layers = engineLayers(given);
      return requests.every((request) => {
        const asked = engineRequest(request);
        return isDeepStrictEqual(decide(asked, layers), decide(asked, engineLayers(given)));
      });
    }),

  'a deny added never allows more': () =>
    fc.property(...inputs, layersArbitrary, (request, layers, rule, donor) => {
      const denies = (donor.identity ?? [])
        .flatMap((policy) => policy.Statement)
        .filter((statement) => statement.Effect === 'Deny');
      const more = added(layers, denies);
      return rank[engineAnswer(request, more, rule)] <= rank[engineAnswer(request, layers, rule)];
    }),

  // Where public buckets are restricted it may: an allow for everyone takes from others what the policy gave them.
  'an allow added to a layer never denies more': () =>
    fc.property(...inputs, layersArbitrary, (request, { restricted: _, ...layers }, rule, donor) => {
      const allows = (donor.identity ?? [])
        .flatMap((policy) => policy.Statement)
        .filter((statement) => statement.Effect === 'Allow');
      return rank[engineAnswer(request, added(layers, allows), rule)] >= rank[engineAnswer(request, layers, rule)];
    }),

  'NotAction is the complement of Action': () =>
    fc.property(requestArbitrary, layersArbitrary, (request, { identity = [] }) =>
      identity.every((policy) => policy.Statement.every((statement) => isComplement(request, policy, statement))),
    ),

  'the least change that is offered allows, and none of it is needless': () =>
    fc.property(...inputs, (given, givenLayers, rule) => {
      const request = engineRequest(given);
      const layers = engineLayers(givenLayers);
      const { decision, leastChange } = explain(request, layers, rule);
      if (decision.effect === 'allow') return leastChange === undefined;
      // Only AWS's own refusals are beyond policies: rules, roles that nobody unknown may assume, buckets that are public; and an
      // organization without a single level has no place for one.
      if (leastChange === undefined)
        return (
          (decision.kind === 'implicit' && decision.rule !== undefined) ||
          (rule === 'trust' && (request.principal.kind === 'anonymous' || !request.action.startsWith('sts:'))) ||
          layers.restrictPublicBuckets === true ||
          layers.serviceControl?.length === 0 ||
          layers.resourceControl?.length === 0
        );
      const { changes } = leastChange;
      const without = changes.map((left) =>
        applyAll(
          changes.filter((change) => change !== left),
          layers,
        ),
      );
      const allows = (repaired: Layers): boolean => decide(request, repaired, rule).effect === 'allow';
      return allows(applyAll(changes, layers)) && !without.some(allows);
    }),
};

/** Either the statement with Action or the one with NotAction matches, never both, unless something else keeps both from matching. */
function isComplement(
  request: Parameters<typeof engineAnswer>[0],
  policy: OraclePolicy,
  statement: OracleStatement,
): boolean {
  if (request.action === 'sts:GetCallerIdentity' || request.principal.kind !== 'user') return true;
  const patterns = statement.Action ?? statement.NotAction ?? [];
  const { Action: _, NotAction: __, ...rest } = statement;
  const allows = (one: object): boolean => {
    const layers = {
      identity: [{ Version: policy.Version, Statement: [{ ...rest, Effect: 'Allow' as const, ...one }] }],
    };
    return (
      engineAnswer(
        { ...request, resourceAccount: request.principal.kind === 'user' ? request.principal.account : '' },
        layers,
        'optional',
      ) === 'allow'
    );
  };
  const [plain, not, any] = [allows({ Action: patterns }), allows({ NotAction: patterns }), allows({ Action: '*' })];
  return any ? plain !== not : !plain && !not;
}

function reversed(layers: OracleLayers): OracleLayers {
  const turn = (policy: OraclePolicy): OraclePolicy => ({ ...policy, Statement: policy.Statement.toReversed() });
  const turnAll = (policies: readonly OraclePolicy[]): readonly OraclePolicy[] => policies.map(turn).toReversed();
  return {
    ...layers,
    ...(layers.identity && { identity: turnAll(layers.identity) }),
    ...(layers.session && { session: turnAll(layers.session) }),
    ...(layers.resource && { resource: turn(layers.resource) }),
    ...(layers.boundary && layers.boundary !== 'deleted' && { boundary: turn(layers.boundary) }),
    ...(layers.scps && { scps: layers.scps.map(turnAll).toReversed() }),
    ...(layers.rcps && { rcps: layers.rcps.map(turnAll).toReversed() }),
  };
}

/** To the identity layer and, for everyone, to the resource's policy. */
function added(
  { identity = [], resource, ...rest }: OracleLayers,
  statements: readonly OracleStatement[],
): OracleLayers {
  if (statements.length === 0) return { identity, ...rest, ...(resource && { resource }) };
  const extra: OraclePolicy = { Version: '2012-10-17', Statement: statements };
  const forAll = statements.map((statement) => ({ ...statement, Principal: '*' as const }));
  return {
    ...rest,
    identity: [...identity, extra],
    ...(resource && { resource: { Version: resource.Version, Statement: [...resource.Statement, ...forAll] } }),
  };
}
