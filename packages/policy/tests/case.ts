/** Cases of decisions as data: the form of `lockstead policy decide`, with what is expected and which rules of the reference it proves. */
import {
  type AttachedPolicy,
  type ContextValue,
  type ControlLevel,
  contextOf,
  type Decision,
  type Document,
  type Layers,
  type PolicyKind,
  type Principal,
  parsePolicy,
  type Request,
  type ResourcePolicyRule,
} from '../src/index.ts';

export const account = '111122223333';
export const otherAccount = '444455556666';

export type Json = Readonly<Record<string, unknown>>;

export interface Case {
  readonly name: string;
  /** Rule numbers of the reference's section A. */
  readonly rules: readonly (number | string)[];
  readonly principal?: Principal;
  readonly action?: string;
  readonly resource?: string;
  readonly resourceAccount?: string;
  readonly context?: Readonly<Record<string, ContextValue>>;
  /** One or several statements, or a whole document. */
  readonly identity?: Json | readonly Json[];
  readonly identities?: readonly {
    readonly name: string;
    readonly arn?: string;
    readonly via?: string;
    readonly statements: readonly Json[];
  }[];
  readonly boundary?: Json | readonly Json[] | 'deleted';
  readonly session?: readonly (Json | readonly Json[])[];
  readonly resourcePolicy?: Json | readonly Json[];
  readonly endpoint?: Json | readonly Json[];
  /** From the organization's root to the account. */
  readonly scps?: readonly (readonly Json[])[];
  readonly rcps?: readonly (readonly Json[])[];
  readonly grants?: Layers['grants'];
  /** RestrictPublicBuckets is on. */
  readonly restricted?: boolean;
  readonly rule?: ResourcePolicyRule;
  /** `allow identity p0 0`, `deny explicit serviceControl fullAccess 1`, `deny implicit boundary`: effect, kind, layer, policy, statement. */
  readonly expect: string;
}

export const alice: Extract<Principal, { kind: 'user' }> = {
  kind: 'user',
  arn: `arn:aws:iam::${account}:user/alice`,
  account,
  id: 'AIDAALICEALICEALICE1',
};
export const root: Extract<Principal, { kind: 'root' }> = {
  kind: 'root',
  arn: `arn:aws:iam::${account}:root`,
  account,
};
export const session: Extract<Principal, { kind: 'roleSession' }> = {
  kind: 'roleSession',
  arn: `arn:aws:sts::${account}:assumed-role/deployer/run-7`,
  account,
  roleArn: `arn:aws:iam::${account}:role/ci/deployer`,
  roleId: 'AROADEPLOYERDEPLOYER',
};
export const federatedUser: Extract<Principal, { kind: 'federatedUser' }> = {
  kind: 'federatedUser',
  arn: `arn:aws:sts::${account}:federated-user/bob`,
  account,
  issuerArn: `arn:aws:iam::${account}:user/broker`,
};
export const anonymous: Principal = { kind: 'anonymous' };
export const lambda: Principal = { kind: 'service', service: 'lambda.amazonaws.com' };

export const everything: Json = { Effect: 'Allow', Action: '*', Resource: '*' };
export const object = 'arn:aws:s3:::box/key';

export function document(given: Json | readonly Json[], kind: PolicyKind): Document {
  const whole = !Array.isArray(given) && 'Statement' in given ? given : { Version: '2012-10-17', Statement: given };
  const outcome = parsePolicy(JSON.stringify(whole), kind);
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => `${problem.path}: ${problem.message}`).join('; '));
  return outcome.document;
}

export function requestOf(given: Case): Request {
  const request = {
    principal: given.principal ?? alice,
    action: given.action ?? 's3:GetObject',
    resource: given.resource ?? object,
    context: contextOf(given.context ?? {}),
  };
  return given.resourceAccount === undefined ? request : { ...request, resourceAccount: given.resourceAccount };
}

export function layersOf(given: Case): Layers {
  const layers: { -readonly [Key in keyof Layers]: Layers[Key] } = {};
  if (given.identity !== undefined) layers.identity = [{ name: 'p0', document: document(given.identity, 'identity') }];
  if (given.identities !== undefined) {
    layers.identity = given.identities.map(({ statements, ...rest }) => ({
      ...rest,
      document: document(statements, 'identity'),
    }));
  }
  if (given.boundary === 'deleted') layers.permissionsBoundary = 'deleted';
  else if (given.boundary !== undefined)
    layers.permissionsBoundary = { name: 'pb', document: document(given.boundary, 'permissionsBoundary') };
  if (given.session !== undefined)
    layers.session = given.session.map((each, i) => ({ name: `s${i}`, document: document(each, 'session') }));
  if (given.resourcePolicy !== undefined) {
    layers.resource = {
      name: 'rp',
      document: document(given.resourcePolicy, given.rule === 'trust' ? 'trust' : 'resource'),
    };
  }
  if (given.endpoint !== undefined)
    layers.vpcEndpoint = { name: 'vpce', document: document(given.endpoint, 'vpcEndpoint') };
  if (given.scps !== undefined) layers.serviceControl = levels(given.scps, 'serviceControl', 'scp');
  if (given.rcps !== undefined) layers.resourceControl = levels(given.rcps, 'resourceControl', 'rcp');
  if (given.grants !== undefined) layers.grants = given.grants;
  if (given.restricted !== undefined) layers.restrictPublicBuckets = given.restricted;
  return layers;
}

function levels(given: readonly (readonly Json[])[], kind: PolicyKind, prefix: string): readonly ControlLevel[] {
  return given.map((policies, level) => ({
    target: ['r-root', 'ou-1', account][level] ?? `ou-${level}`,
    policies: policies.map(
      (policy, i): AttachedPolicy => ({ name: `${prefix}${level}.${i}`, document: document(policy, kind) }),
    ),
  }));
}

/** A decision in the words of `expect`. */
export function summary(decision: Decision): string {
  if (decision.effect === 'deny' && decision.kind === 'implicit') {
    const { layer, crossAccount, rule } = decision;
    return `deny implicit ${layer}${crossAccount ? ' crossAccount' : ''}${rule === undefined ? '' : ` ${rule}`}`;
  }
  const { by } = decision;
  const effect = decision.effect === 'allow' ? 'allow' : 'deny explicit';
  if ('policy' in by) return `${effect} ${by.layer} ${by.policy} ${by.statement}`;
  return `${effect} ${by.layer}${by.name === undefined ? '' : ` ${by.name}`}`;
}
