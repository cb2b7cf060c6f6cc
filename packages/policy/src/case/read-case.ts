/**
 * A case as people write it: the form of `lockstead policy decide` and of access tests. JSON value in, request and layers out.
 * Nothing is guessed: an unknown member is a problem with its path.
 */
import { contextOf } from '../context.ts';
import { ruleFor } from '../decide/rule-for.ts';
import type { AttachedPolicy, ControlLevel, Layers, ResourcePolicyRule } from '../layers.ts';
import { isAccountId } from '../match/principal.ts';
import type { Document } from '../parse/document.ts';
import { type ParseOptions, parsePolicy } from '../parse/parse-policy.ts';
import type { ContextValue, Principal, Request } from '../request.ts';
import type { PolicyKind } from '../statement.ts';

/** Why a case cannot be decided, and where in it. */
export interface CaseProblem {
  /** `identityPolicies[0].policy.Statement[0].Effect`. */
  readonly path: string;
  readonly message: string;
}

/** A case whose policies are parsed, ready for `decide`. */
export interface ReadCase {
  readonly name?: string;
  readonly request: Request;
  readonly layers: Layers;
  readonly rule: ResourcePolicyRule;
}

/** The case, or all that is wrong with it. */
export type CaseOutcome =
  | { readonly ok: true; readonly case: ReadCase }
  | { readonly ok: false; readonly problems: readonly CaseProblem[] };

const members: ReadonlySet<string> = new Set([
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
]);

/** Services whose resource policies may leave Resource out. */
const withoutResource: ReadonlySet<string> = new Set(['ecr', 'elasticfilesystem']);

type Fields = Readonly<Record<string, unknown>>;

/** Never throws. `principal`, `action` and `resource` are required; an absent layer does not exist for the caller, an empty one allows nothing. */
export function readCase(value: unknown): CaseOutcome {
  const reader = new CaseReader();
  const read = reader.read(value);
  return read === undefined || reader.problems.length > 0
    ? { ok: false, problems: reader.problems }
    : { ok: true, case: read };
}

class CaseReader {
  readonly problems: CaseProblem[] = [];

  read(value: unknown): ReadCase | undefined {
    const fields = this.#fields(value, '', members);
    if (fields === undefined) return undefined;
    const principal = this.#principal(fields['principal']);
    const action = this.#text(fields['action'], 'action');
    const resource = this.#resource(fields['resource']);
    if (principal === undefined || action === undefined || resource === undefined) return undefined;
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action))
      this.#problem('action', `"${action}" is not an action such as s3:GetObject`);
    const context = {
      ...impliedContext(principal.principal),
      ...ownerOf(principal.principal, resource.account),
      ...tagged('aws:PrincipalTag', principal.tags),
      ...tagged('aws:ResourceTag', resource.tags),
      ...this.#context(fields['context']),
    };
    const request = { principal: principal.principal, action, resource: resource.arn, context: contextOf(context) };
    const rule = ruleFor(action, resource.arn);
    const layers = this.#layers(fields, rule, resource.arn);
    const name = fields['name'];
    const read = {
      request: resource.account === undefined ? request : { ...request, resourceAccount: resource.account },
      layers,
      rule,
    };
    return typeof name === 'string' ? { ...read, name } : read;
  }

  #problem(path: string, message: string): undefined {
    this.problems.push({ path, message });
    return undefined;
  }

  #fields(value: unknown, path: string, known: ReadonlySet<string>): Fields | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#problem(path, 'an object was expected');
    for (const key of Object.keys(value))
      if (!known.has(key)) this.#problem(path === '' ? key : `${path}.${key}`, `"${key}" is not known here`);
    return value as Fields;
  }

  #text(value: unknown, path: string): string | undefined {
    return typeof value === 'string' && value !== '' ? value : this.#problem(path, 'a text was expected');
  }

  #principal(value: unknown): { readonly principal: Principal; readonly tags: Fields } | undefined {
    const fields = this.#fields(
      typeof value === 'string' ? principalNamed(value) : value,
      'principal',
      new Set(['arn', 'role', 'tags', 'service', 'anonymous', 'federated', 'accountId']),
    );
    if (fields === undefined) return undefined;
    const ways = ['arn', 'service', 'federated', 'anonymous'].filter((way) => fields[way] !== undefined);
    if (ways.length !== 1 || (fields['anonymous'] ?? true) !== true)
      return this.#problem('principal', 'one of arn, service, federated and anonymous (true) was expected');
    const tags = this.#tags(fields['tags'], 'principal.tags');
    const { service, federated, role } = fields;
    const arn = fields['arn'] === undefined ? undefined : this.#text(fields['arn'], 'principal.arn');
    const principal = arn === undefined ? undefined : principalOf(arn, typeof role === 'string' ? role : undefined);
    const account = this.#principalAccount(fields['accountId'], principal);
    if (
      role !== undefined &&
      (typeof role !== 'string' || principal?.kind !== 'roleSession' || !role.includes(':role/'))
    )
      this.#problem('principal.role', 'the ARN of the role that a role session came from was expected');
    if (fields['anonymous'] === true) return { principal: { kind: 'anonymous' }, tags };
    if (service !== undefined) {
      const name = this.#text(service, 'principal.service');
      return name === undefined ? undefined : { principal: { kind: 'service', service: name, ...account }, tags };
    }
    if (federated !== undefined) {
      const provider = this.#text(federated, 'principal.federated');
      return provider === undefined ? undefined : { principal: { kind: 'federated', provider, ...account }, tags };
    }
    if (arn === undefined) return undefined;
    return principal === undefined
      ? this.#problem('principal.arn', `"${arn}" is not a user, role, session, federated user or root`)
      : { principal, tags };
  }

  /** An ARN tells its account itself; services and providers have one only where the case names it. */
  #principalAccount(value: unknown, principal: Principal | undefined): { readonly account?: string } {
    if (value === undefined) return {};
    if (typeof value !== 'string' || !isAccountId(value))
      this.#problem('principal.accountId', 'an account id has twelve digits');
    else if (principal !== undefined && 'account' in principal && principal.account !== value)
      this.#problem('principal.accountId', "this is not the account in the principal's ARN");
    return typeof value === 'string' ? { account: value } : {};
  }

  #resource(
    value: unknown,
  ): { readonly arn: string; readonly account: string | undefined; readonly tags: Fields } | undefined {
    if (typeof value === 'string' && value !== '') {
      this.#checkResource(value, 'resource');
      return { arn: value, account: accountIn(value), tags: {} };
    }
    const fields = this.#fields(value, 'resource', new Set(['arn', 'accountId', 'tags']));
    const arn = fields === undefined ? undefined : this.#text(fields['arn'], 'resource.arn');
    if (fields === undefined || arn === undefined) return undefined;
    this.#checkResource(arn, 'resource.arn');
    const account = fields['accountId'];
    if (account !== undefined && (typeof account !== 'string' || !isAccountId(account)))
      this.#problem('resource.accountId', 'an account id has twelve digits');
    return {
      arn,
      account: typeof account === 'string' ? account : accountIn(arn),
      tags: this.#tags(fields['tags'], 'resource.tags'),
    };
  }

  #checkResource(arn: string, path: string): void {
    if (arn !== '*' && !(arn.startsWith('arn:') && arn.split(':').length >= 6))
      this.#problem(path, `"${arn}" is neither an ARN nor *`);
  }

  #tags(value: unknown, path: string): Fields {
    if (value === undefined) return {};
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject || Object.values(value).some((tag) => typeof tag !== 'string')) {
      this.#problem(path, 'tags are texts by name');
      return {};
    }
    return value as Fields;
  }

  #context(value: unknown): Record<string, ContextValue> {
    if (value === undefined) return {};
    const context: Record<string, ContextValue> = Object.create(null);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.#problem('context', 'an object of keys and values was expected');
      return context;
    }
    for (const [key, given] of Object.entries(value as Fields)) {
      if (Array.isArray(given) && given.every(isScalar)) context[key] = given.map(String);
      else if (isScalar(given)) context[key] = String(given);
      else this.#problem(`context.${key}`, 'a text, a number, a boolean or a list was expected');
    }
    return context;
  }

  #layers(fields: Fields, rule: ResourcePolicyRule, arn: string): Layers {
    const layers: { -readonly [Key in keyof Layers]: Layers[Key] } = {};
    const {
      identityPolicies,
      permissionsBoundary,
      sessionPolicies,
      resourcePolicy,
      vpcEndpointPolicy,
      serviceControlPolicies,
      resourceControlPolicies,
    } = fields;
    if (identityPolicies !== undefined)
      layers.identity = this.#policies(identityPolicies, 'identityPolicies', 'identity');
    if (permissionsBoundary !== undefined) {
      const boundary = this.#policy(permissionsBoundary, 'permissionsBoundary', 'permissionsBoundary', 0);
      if (boundary !== undefined) layers.permissionsBoundary = boundary;
    }
    if (sessionPolicies !== undefined) layers.session = this.#policies(sessionPolicies, 'sessionPolicies', 'session');
    const resource = this.#document(resourcePolicy, 'resourcePolicy', rule === 'trust' ? 'trust' : 'resource', {
      resourceOptional: withoutResource.has(arn.split(':')[2] ?? ''),
    });
    if (resource !== undefined) layers.resource = { name: 'resourcePolicy', document: resource };
    const endpoint = this.#document(vpcEndpointPolicy, 'vpcEndpointPolicy', 'vpcEndpoint');
    if (endpoint !== undefined) layers.vpcEndpoint = { name: 'vpcEndpointPolicy', document: endpoint };
    if (serviceControlPolicies !== undefined)
      layers.serviceControl = this.#levels(serviceControlPolicies, 'serviceControlPolicies', 'serviceControl');
    if (resourceControlPolicies !== undefined)
      layers.resourceControl = this.#levels(resourceControlPolicies, 'resourceControlPolicies', 'resourceControl');
    return layers;
  }

  #policies(value: unknown, path: string, kind: PolicyKind): readonly AttachedPolicy[] {
    if (!Array.isArray(value)) {
      this.#problem(path, 'a list was expected');
      return [];
    }
    return value
      .map((item, i) => this.#policy(item, `${path}[${i}]`, kind, i))
      .filter((policy) => policy !== undefined);
  }

  #levels(value: unknown, path: string, kind: PolicyKind): readonly ControlLevel[] {
    if (!Array.isArray(value)) {
      this.#problem(path, 'a list of levels was expected, from the root of the organization to the account');
      return [];
    }
    return value.flatMap((item, i) => {
      const fields = this.#fields(item, `${path}[${i}]`, new Set(['target', 'policies']));
      if (fields === undefined) return [];
      const target = this.#text(fields['target'], `${path}[${i}].target`) ?? '';
      if (fields['policies'] === undefined) this.#problem(`${path}[${i}].policies`, 'the policies are missing');
      return [{ target, policies: this.#policies(fields['policies'] ?? [], `${path}[${i}].policies`, kind) }];
    });
  }

  #policy(value: unknown, path: string, kind: PolicyKind, index: number): AttachedPolicy | undefined {
    const fields = this.#fields(value, path, new Set(['name', 'arn', 'via', 'policy']));
    if (fields === undefined) return undefined;
    if (fields['policy'] === undefined) return this.#problem(`${path}.policy`, 'the policy is missing');
    const document = this.#document(fields['policy'], `${path}.policy`, kind);
    if (document === undefined) return undefined;
    const { name, arn, via } = fields;
    return {
      name: typeof name === 'string' ? name : `${kind}${index}`,
      // A managed policy may go by its ARN alone.
      ...(typeof arn === 'string' ? { arn } : typeof name === 'string' && name.startsWith('arn:') ? { arn: name } : {}),
      ...(typeof via === 'string' ? { via } : {}),
      document,
    };
  }

  /** A document as an object or as its text. */
  #document(value: unknown, path: string, kind: PolicyKind, options: ParseOptions = {}): Document | undefined {
    if (value === undefined) return undefined;
    const outcome = parsePolicy(typeof value === 'string' ? value : JSON.stringify(value), kind, options);
    if (outcome.ok) return outcome.document;
    for (const problem of outcome.problems)
      this.#problem(problem.path === '' ? path : `${path}.${problem.path}`, problem.message);
    return undefined;
  }
}

/** A principal by its ARN alone, by the name of its service, or `anonymous`. */
function principalNamed(text: string): Fields {
  if (text === 'anonymous') return { anonymous: true };
  return text.startsWith('arn:') ? { arn: text } : { service: text };
}

/** A role's own ARN stands for a session of it whose name is not given; `role` gives the path that a session's ARN drops. */
export function principalOf(arn: string, role?: string): Principal | undefined {
  const parts = arn.split(':');
  const [prefix, partition, service, , account] = parts;
  if (prefix !== 'arn' || parts.length < 6 || account === undefined || !isAccountId(account)) return undefined;
  const resource = parts.slice(5).join(':');
  const slash = resource.indexOf('/');
  const [type, name] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash + 1)];
  if (service === 'iam' && resource === 'root') return { kind: 'root', arn, account };
  if (name === '') return undefined;
  if (service === 'iam' && type === 'user') return { kind: 'user', arn, account };
  if (service === 'iam' && type === 'role') return { kind: 'roleSession', arn, account, roleArn: arn };
  if (service !== 'sts') return undefined;
  if (type === 'federated-user') return { kind: 'federatedUser', arn, account };
  const [roleName = '', session = ''] = name.split('/');
  if (type !== 'assumed-role' || session === '') return undefined;
  return { kind: 'roleSession', arn, account, roleArn: role ?? `arn:${partition}:iam::${account}:role/${roleName}` };
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A resource whose owner is not named is the caller's own. */
function ownerOf(principal: Principal, account: string | undefined): Record<string, string> {
  const owner = account ?? ('account' in principal ? principal.account : undefined);
  return owner === undefined ? {} : { 'aws:ResourceAccount': owner };
}

function accountIn(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account !== undefined && isAccountId(account) ? account : undefined;
}

function tagged(prefix: string, tags: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, String(value)]));
}

/** Keys that AWS always sets from the caller; what the case says of them itself wins. */
function impliedContext(principal: Principal): Record<string, ContextValue> {
  switch (principal.kind) {
    case 'anonymous':
      return { 'aws:PrincipalType': 'Anonymous', 'aws:userid': 'anonymous', 'aws:PrincipalAccount': 'anonymous' };
    case 'service':
      return {
        'aws:PrincipalType': 'Service',
        'aws:userid': principal.service,
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalServiceName': principal.service,
        'aws:PrincipalServiceNamesList': [principal.service],
      };
    case 'federated':
      // Its request is not signed: AWS sets the key on signed requests only.
      return {};
    default: {
      const type = { root: 'Account', user: 'User', roleSession: 'AssumedRole', federatedUser: 'FederatedUser' }[
        principal.kind
      ];
      const arn = principal.kind === 'roleSession' ? principal.roleArn : principal.arn;
      const context = {
        'aws:PrincipalArn': arn,
        'aws:PrincipalAccount': principal.account,
        'aws:PrincipalType': type,
        'aws:PrincipalIsAWSService': 'false',
      };
      const name = arn.slice(arn.lastIndexOf('/') + 1);
      switch (principal.kind) {
        case 'user':
          return { ...context, 'aws:username': name };
        case 'root':
          return { ...context, 'aws:userid': principal.account };
        case 'federatedUser':
          return { ...context, 'aws:userid': `${principal.account}:${name}` };
        case 'roleSession':
          // Unique ids of users and roles are not in their ARNs.
          return context;
      }
    }
  }
}
