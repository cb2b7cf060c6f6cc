/** A case of `lockstead policy decide`, as read: the request and the layers to ask, or what is the matter with it. */
import {
  type AttachedPolicy,
  type ContextValue,
  type ControlLevel,
  contextOf,
  type Layer,
  type Layers,
  type PolicyKind,
  type Principal,
  parsePolicy,
  type Request,
  type ResourcePolicyRule,
} from '@lockstead/policy';
import { type CaseProblem, Members } from './members.ts';
import { readPrincipal } from './principal.ts';

export interface Case {
  readonly name?: string;
  readonly request: Request;
  readonly layers: Layers;
  readonly rule: ResourcePolicyRule;
}

export type CaseOutcome =
  | ({ readonly ok: true } & Case)
  | {
      readonly ok: false;
      readonly name?: string;
      readonly problems: readonly CaseProblem[];
      /** Of the first policy that is invalid, if it is a policy. */
      readonly layer?: Layer;
    };

const members = [
  'name',
  'principal',
  'action',
  'resource',
  'context',
  'identityPolicies',
  'permissionsBoundary',
  'sessionPolicies',
  'resourcePolicy',
  'vpcEndpointPolicy',
  'serviceControlPolicies',
  'resourceControlPolicies',
];

export function readCase(value: unknown): CaseOutcome {
  const problems: CaseProblem[] = [];
  const given = new Members(value, '', members, problems);
  const name = given.text('name');
  const label = name === undefined ? {} : { name };
  const { principal, keys } = readPrincipal(given, problems);
  const action = readAction(given);
  const { arn, resourceAccount, tags } = readResource(given, problems);
  const context = readContext(given);
  const rule = ruleFor(action, arn, principal, given.has('resourcePolicy'));
  const policies = new PolicyReader(problems);
  const layers = readLayers(given, policies, isTrust(action, arn) ? 'trust' : 'resource');
  if (problems.length > 0) {
    return { ok: false, ...label, problems, ...(policies.invalid === undefined ? {} : { layer: policies.invalid }) };
  }
  const owner = resourceAccount ?? ('account' in principal ? principal.account : undefined);
  const derived = { ...keys, ...tags, ...(owner === undefined ? {} : { 'aws:ResourceAccount': owner }) };
  return {
    ok: true,
    ...label,
    request: {
      principal,
      action,
      resource: arn,
      ...(resourceAccount === undefined ? {} : { resourceAccount }),
      context: contextOf(merged(derived, context)),
    },
    layers,
    rule,
  };
}

/** What the case says itself wins, whatever the capitals of its key. */
function merged(
  derived: Readonly<Record<string, ContextValue>>,
  given: Readonly<Record<string, ContextValue>>,
): Readonly<Record<string, ContextValue>> {
  const named = new Set(Object.keys(given).map((key) => key.toLowerCase()));
  const kept = Object.entries(derived).filter(([key]) => !named.has(key.toLowerCase()));
  return { ...Object.fromEntries(kept), ...given };
}

function readAction(given: Members): string {
  const action = given.needed('action');
  if (action !== '' && !/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    given.problem('action', `"${action}" is no action such as s3:GetObject`);
  }
  return action;
}

function readResource(
  given: Members,
  problems: CaseProblem[],
): { readonly arn: string; readonly resourceAccount?: string; readonly tags: Readonly<Record<string, string>> } {
  if (!given.has('resource')) {
    given.problem('resource', 'is missing');
    return { arn: '', tags: {} };
  }
  const resource = new Members(given.get('resource'), 'resource', ['arn', 'accountId', 'tags'], problems);
  const arn = resource.needed('arn');
  if (arn !== '' && arn !== '*' && (!arn.startsWith('arn:') || arn.split(':').length < 6)) {
    resource.problem('arn', `"${arn}" is neither an ARN nor *`);
  }
  const named = resource.text('accountId');
  if (named !== undefined && !isAccountId(named)) resource.problem('accountId', 'has twelve digits');
  const [, , , , inArn = ''] = arn.split(':');
  const resourceAccount = named ?? (isAccountId(inArn) ? inArn : undefined);
  const tags = Object.entries(resource.texts('tags')).map(([key, tag]) => [`aws:ResourceTag/${key}`, tag] as const);
  return { arn, ...(resourceAccount === undefined ? {} : { resourceAccount }), tags: Object.fromEntries(tags) };
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** Texts and lists of texts; numbers and truth values as AWS writes them. */
function readContext(given: Members): Readonly<Record<string, ContextValue>> {
  const value = given.get('context');
  if (value === undefined) return {};
  const read: Record<string, ContextValue> = Object.create(null);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    given.problem('context', 'must be an object');
    return {};
  }
  for (const [key, each] of Object.entries(value)) {
    const values = (Array.isArray(each) ? each : [each]).map((one) => (isScalar(one) ? String(one) : undefined));
    if (values.includes(undefined)) given.problem(`context.${key}`, 'must be a text or a list of texts');
    else read[key] = Array.isArray(each) ? (values as string[]) : (values[0] as string);
  }
  return read;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Actions of STS that a role's trust policy answers. */
function isTrust(action: string, arn: string): boolean {
  return action.toLowerCase().startsWith('sts:') && arn.includes(':role/');
}

/** A resource policy that the case does not have is not asked for its consent. */
function ruleFor(action: string, arn: string, principal: Principal, hasPolicy: boolean): ResourcePolicyRule {
  // No policy lifts AWS's rule that the root user assumes no role.
  if (isTrust(action, arn)) return hasPolicy || principal.kind === 'root' ? 'trust' : 'optional';
  return hasPolicy && action.toLowerCase().startsWith('kms:') ? 'required' : 'optional';
}

function readLayers(given: Members, policies: PolicyReader, resourceKind: 'trust' | 'resource'): Layers {
  const identity = policies.named(given, 'identityPolicies', 'identity');
  const session = policies.named(given, 'sessionPolicies', 'session');
  const boundary = given.has('permissionsBoundary')
    ? policies.one(given.get('permissionsBoundary'), 'permissionsBoundary', 'permissionsBoundary')
    : undefined;
  const resource = policies.bare(given, 'resourcePolicy', 'resource', resourceKind);
  const vpcEndpoint = policies.bare(given, 'vpcEndpointPolicy', 'vpcEndpoint', 'vpcEndpoint');
  const serviceControl = policies.levels(given, 'serviceControlPolicies', 'serviceControl');
  const resourceControl = policies.levels(given, 'resourceControlPolicies', 'resourceControl');
  return {
    ...(identity === undefined ? {} : { identity }),
    ...(session === undefined ? {} : { session }),
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    ...(resource === undefined ? {} : { resource }),
    ...(vpcEndpoint === undefined ? {} : { vpcEndpoint }),
    ...(serviceControl === undefined ? {} : { serviceControl }),
    ...(resourceControl === undefined ? {} : { resourceControl }),
  };
}

/** Reads policies, and remembers the layer of the first that is invalid. */
class PolicyReader {
  invalid: Layer | undefined;
  readonly #problems: CaseProblem[];

  constructor(problems: CaseProblem[]) {
    this.#problems = problems;
  }

  named(given: Members, member: string, layer: Layer): readonly AttachedPolicy[] | undefined {
    return given.list(member)?.flatMap((each, i) => this.one(each, `${member}[${i}]`, layer) ?? []);
  }

  levels(
    given: Members,
    member: string,
    layer: 'serviceControl' | 'resourceControl',
  ): readonly ControlLevel[] | undefined {
    return given.list(member)?.map((each, i) => {
      const level = new Members(each, `${member}[${i}]`, ['target', 'policies'], this.#problems);
      const target = level.needed('target');
      const policies = level.list('policies');
      if (!level.has('policies')) level.problem('policies', 'is missing');
      return {
        target,
        policies: (policies ?? []).flatMap((one, j) => this.one(one, `${member}[${i}].policies[${j}]`, layer) ?? []),
      };
    });
  }

  /** `{name, policy}`. A managed policy goes by its ARN, which AWS's messages then name. */
  one(value: unknown, path: string, layer: Layer): AttachedPolicy | undefined {
    const given = new Members(value, path, ['name', 'policy'], this.#problems);
    const name = given.text('name') ?? path;
    if (!given.has('policy')) given.problem('policy', 'is missing');
    const policy = this.#parse(given.get('policy'), given.path('policy'), name, layer, layer);
    return policy && (name.startsWith('arn:') ? { ...policy, arn: name } : policy);
  }

  /** A policy without a name, which lives with a resource or an endpoint. */
  bare(given: Members, member: string, layer: Layer, kind: PolicyKind): AttachedPolicy | undefined {
    return given.has(member) ? this.#parse(given.get(member), member, member, layer, kind) : undefined;
  }

  #parse(value: unknown, path: string, name: string, layer: Layer, kind: PolicyKind): AttachedPolicy | undefined {
    if (value === undefined) return undefined;
    const outcome = parsePolicy(typeof value === 'string' ? value : JSON.stringify(value), kind);
    if (outcome.ok) return { name, document: outcome.document };
    this.invalid ??= layer;
    for (const problem of outcome.problems) {
      this.#problems.push({ path: problem.path === '' ? path : `${path}.${problem.path}`, message: problem.message });
    }
    return undefined;
  }
}
