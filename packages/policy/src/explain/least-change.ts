/**
 * The least change that would allow: repairs what the decision names, decides again, and goes on until it is allowed;
 * then leaves out every repair that turns out not to be needed.
 */
import { decide } from '../decide/decide.ts';
import type { Decision, Matched } from '../decision.ts';
import type { AttachedPolicy, ControlLevel, Layer, Layers, ResourcePolicyRule } from '../layers.ts';
import { changesMax } from '../limits.ts';
import type { Document } from '../parse/document.ts';
import { documentOf, parsePolicy } from '../parse/parse-policy.ts';
import type { Request } from '../request.ts';
import type { Statement, Version } from '../statement.ts';
import type { Change, LeastChange, PolicyStatement } from './explanation.ts';

type Denial = Extract<Decision, { effect: 'deny' }>;

/** Undefined when no change of policies would help. */
export function leastChange(
  request: Request,
  layers: Layers,
  rule: ResourcePolicyRule,
  denial: Denial,
): LeastChange | undefined {
  const changes: Change[] = [];
  let repaired = layers;
  let decision: Decision = denial;
  while (decision.effect === 'deny') {
    if (changes.length >= changesMax) return undefined;
    const change = repairOf(request, repaired, decision, rule);
    if (change === undefined) return undefined;
    changes.push(change);
    repaired = apply(change, repaired);
    decision = decide(request, repaired, rule);
  }
  return { changes: withoutNeedless(changes, request, layers, rule) };
}

function withoutNeedless(
  changes: readonly Change[],
  request: Request,
  layers: Layers,
  rule: ResourcePolicyRule,
): readonly Change[] {
  let needed = changes;
  for (const change of changes) {
    const others = needed.filter((each) => each !== change);
    if (decide(request, applyAll(others, layers), rule).effect === 'allow') needed = others;
  }
  return needed;
}

/** The layers with the changes made, so that others can decide again too. */
export function applyAll(changes: readonly Change[], layers: Layers): Layers {
  return changes.reduce((changed, change) => apply(change, changed), layers);
}

function repairOf(request: Request, layers: Layers, decision: Denial, rule: ResourcePolicyRule): Change | undefined {
  if (decision.kind === 'explicit') return removalOf(decision.by, layers);
  if (decision.rule !== undefined) return undefined;
  const { layer } = decision;
  const version = documentOfOne(layer, layers)?.version ?? '2012-10-17';
  const statement = statementFor(layer, request, rule, version);
  // What cannot be written in a policy (a resource that is not an ARN) cannot be repaired by one.
  if (statement === undefined || !parsePolicy(textOf(statement, version), kindOf(layer, statement)).ok)
    return undefined;
  if (layer === 'permissionsBoundary' && layers.permissionsBoundary === 'deleted')
    return { change: 'replaceBoundary', statement };
  if (layer === 'serviceControl' || layer === 'resourceControl') {
    const target = silentLevel(layers[layer] ?? [], request)?.target;
    return target === undefined ? undefined : { change: 'addStatement', layer, target, statement };
  }
  return { change: 'addStatement', layer, statement };
}

function removalOf(by: Matched, layers: Layers): Change {
  const target =
    by.layer === 'serviceControl' || by.layer === 'resourceControl'
      ? levelOf(by, layers[by.layer] ?? [])?.target
      : undefined;
  return target === undefined ? { change: 'removeStatement', by } : { change: 'removeStatement', by, target };
}

function levelOf(by: Matched, levels: readonly ControlLevel[]): ControlLevel | undefined {
  return levels.find((level) => level.policies.some((policy) => denies(policy, by)));
}

function silentLevel(levels: readonly ControlLevel[], request: Request): ControlLevel | undefined {
  return levels.find((level) =>
    level.policies.every(
      ({ document }) => (document.program.plan(request.action).allow?.first(request, false) ?? -1) < 0,
    ),
  );
}

/** A resource has one policy, a caller one boundary: what is added there is added to it. Elsewhere it comes as a policy of its own. */
function documentOfOne(layer: Layer, layers: Layers): Document | undefined {
  if (layer !== 'resource' && layer !== 'permissionsBoundary' && layer !== 'vpcEndpoint') return undefined;
  const policy = layers[layer];
  return policy === 'deleted' ? undefined : policy?.document;
}

function statementFor(
  layer: Layer,
  request: Request,
  rule: ResourcePolicyRule,
  version: Version,
): PolicyStatement | undefined {
  const { action, principal } = request;
  const resource = literally(request.resource, version);
  switch (layer) {
    case 'identity':
    case 'permissionsBoundary':
    case 'session':
    case 'serviceControl':
      return { Effect: 'Allow', Action: action, Resource: resource };
    case 'vpcEndpoint':
      return { Effect: 'Allow', Principal: '*', Action: action, Resource: resource };
    case 'resourceControl':
      // The only Allow that such a policy may hold: RCPFullAWSAccess.
      return { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    case 'resource': {
      const named = principalFor();
      if (named === undefined) return undefined;
      return rule === 'trust'
        ? { Effect: 'Allow', Principal: named, Action: action }
        : { Effect: 'Allow', Principal: named, Action: action, Resource: resource };
    }
  }

  function principalFor(): PolicyStatement['Principal'] {
    switch (principal.kind) {
      case 'anonymous':
        return rule === 'trust' ? undefined : '*';
      case 'service':
        return { Service: principal.service };
      case 'federated':
        return { Federated: principal.provider };
      case 'roleSession':
        return { AWS: principal.roleArn };
      default:
        return { AWS: principal.arn };
    }
  }
}

/** Wildcards and the start of a variable in the request's own ARN are characters, not patterns. Old policies have no way to write a `*`. */
function literally(resource: string, version: Version): string {
  if (resource === '*') return resource;
  if (version === '2008-10-17') return resource.replaceAll('*', '?');
  let text = '';
  for (const character of resource) text += '*?$'.includes(character) ? `\${${character}}` : character;
  return text;
}

function textOf(statement: PolicyStatement, version: Version): string {
  return JSON.stringify({ Version: version, Statement: [statement] });
}

function kindOf(layer: Layer, statement: PolicyStatement): Document['kind'] {
  return layer === 'resource' && statement.Resource === undefined ? 'trust' : layer;
}

function apply(change: Change, layers: Layers): Layers {
  switch (change.change) {
    case 'replaceBoundary':
      return {
        ...layers,
        permissionsBoundary: { name: 'boundary', document: added(undefined, change.statement, 'permissionsBoundary') },
      };
    case 'removeStatement':
      return mapLayer(layers, change.by.layer, change.target, (policies) => {
        const at = policies.findIndex((policy) => denies(policy, change.by));
        return policies.map((policy, i) =>
          i === at ? { ...policy, document: without(policy.document, change.by.statement) } : policy,
        );
      });
    case 'addStatement': {
      const { layer, statement, target } = change;
      const kind = kindOf(layer, statement);
      const single = layer === 'resource' || layer === 'permissionsBoundary' || layer === 'vpcEndpoint';
      return mapLayer(layers, layer, target, (policies) =>
        single
          ? [{ ...(policies[0] ?? { name: layer }), document: added(policies[0]?.document, statement, kind) }]
          : [...policies, { name: 'added', document: added(undefined, statement, kind) }],
      );
    }
  }
}

function mapLayer(
  layers: Layers,
  layer: Layer,
  target: string | undefined,
  change: (policies: readonly AttachedPolicy[]) => readonly AttachedPolicy[],
): Layers {
  switch (layer) {
    case 'identity':
    case 'session':
      return { ...layers, [layer]: change(layers[layer] ?? []) };
    case 'serviceControl':
    case 'resourceControl': {
      const levels = (layers[layer] ?? []).map((level) =>
        level.target === target ? { ...level, policies: change(level.policies) } : level,
      );
      return { ...layers, [layer]: levels };
    }
    default: {
      const policy = layers[layer];
      const [changed] = change(policy === undefined || policy === 'deleted' ? [] : [policy]);
      return changed === undefined ? layers : { ...layers, [layer]: changed };
    }
  }
}

/** One policy may be attached to several levels, and a user and a group may have policies of one name: those already muted are passed over. */
function denies(policy: AttachedPolicy, by: Matched): boolean {
  if (policy.name !== by.policy || policy.arn !== by.arn) return false;
  const statement = policy.document.statements[by.statement];
  return statement?.effect === by.effect && (statement.action.negated || statement.action.patterns.length > 0);
}

/** The statement stays in place with nothing to say, so that the numbers of the others do not move. */
function without(document: Document, index: number): Document {
  const statements = document.statements.map((statement) => (statement.index === index ? muted(statement) : statement));
  return documentOf(document.kind, document.version, statements, document.text, document.id);
}

/** No pattern is a complement of nothing: it matches no action at all. */
function muted(statement: Statement): Statement {
  return { ...statement, action: { negated: false, patterns: [] } };
}

function added(document: Document | undefined, statement: PolicyStatement, kind: Document['kind']): Document {
  const parsed = parsePolicy(textOf(statement, document?.version ?? '2012-10-17'), kind);
  if (!parsed.ok)
    throw new RangeError(`a repair does not parse: ${parsed.problems.map((problem) => problem.message).join(', ')}`);
  if (document === undefined) return parsed.document;
  return documentOf(
    document.kind,
    document.version,
    [...document.statements, ...parsed.document.statements],
    document.text,
    document.id,
  );
}
