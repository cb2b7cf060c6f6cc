/** Who makes the request of a case, and the condition keys that follow from it. */
import type { ContextValue, Principal } from '@lockstead/policy';
import { type CaseProblem, isObject, Members } from './members.ts';

export interface CasePrincipal {
  readonly principal: Principal;
  readonly keys: Readonly<Record<string, ContextValue>>;
}

const members = ['arn', 'role', 'service', 'anonymous', 'tags'];
const nobody: CasePrincipal = { principal: { kind: 'anonymous' }, keys: { 'aws:PrincipalType': 'Anonymous' } };

export function readPrincipal(of: Members, problems: CaseProblem[]): CasePrincipal {
  const value = of.get('principal');
  if (!isObject(value)) {
    of.problem('principal', value === undefined ? 'is missing' : 'must be an object');
    return nobody;
  }
  const given = new Members(value, 'principal', members, problems);
  const ways = ['arn', 'service', 'anonymous'].filter((name) => given.has(name));
  if (ways.length !== 1) {
    given.problem('', 'has one of arn, service and anonymous');
    return nobody;
  }
  if (given.has('anonymous')) {
    if (given.get('anonymous') !== true) given.problem('anonymous', 'can only be true');
    return nobody;
  }
  const service = given.text('service');
  const { principal, keys } = service === undefined ? identityOf(given) : serviceOf(service);
  const tags = Object.entries(given.texts('tags')).map(([key, tag]) => [`aws:PrincipalTag/${key}`, tag] as const);
  return { principal, keys: { ...keys, ...Object.fromEntries(tags) } };
}

function serviceOf(service: string): CasePrincipal {
  return {
    principal: { kind: 'service', service },
    keys: {
      'aws:PrincipalType': 'Service',
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': service,
      'aws:PrincipalServiceNamesList': [service],
    },
  };
}

function identityOf(given: Members): CasePrincipal {
  const arn = given.text('arn') ?? '';
  const role = given.text('role');
  const found = principalOf(arn, role);
  if (found === undefined) {
    given.problem('arn', `"${arn}" is no user, role, role session, federated user or root user`);
    return nobody;
  }
  const { principal, type } = found;
  if (role !== undefined && (principal.kind !== 'roleSession' || !isRoleArn(role))) {
    given.problem('role', 'is the ARN of the role that a role session came from');
  }
  const name = principal.kind === 'user' ? { 'aws:username': lastPart(arn) } : {};
  return {
    principal,
    keys: {
      'aws:PrincipalArn': principal.kind === 'roleSession' ? principal.roleArn : arn,
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalType': type,
      'aws:PrincipalIsAWSService': 'false',
      ...name,
    },
  };
}

type Identity = Extract<Principal, { kind: 'root' | 'user' | 'roleSession' | 'federatedUser' }>;

function principalOf(
  arn: string,
  role: string | undefined,
): { readonly principal: Identity; readonly type: string } | undefined {
  const [scheme, partition = '', service, region, account = '', ...rest] = arn.split(':');
  if (scheme !== 'arn' || !/^aws[a-z-]*$/.test(partition) || region !== '' || !/^\d{12}$/.test(account))
    return undefined;
  const [kind, ...names] = rest.join(':').split('/');
  const isNamed = names.length > 0 && names.every((name) => name !== '');
  switch (`${service}:${kind}`) {
    case 'iam:root':
      return names.length === 0 ? { principal: { kind: 'root', arn, account }, type: 'Account' } : undefined;
    case 'iam:user':
      return isNamed ? { principal: { kind: 'user', arn, account }, type: 'User' } : undefined;
    case 'iam:role':
      return isNamed
        ? { principal: { kind: 'roleSession', arn, account, roleArn: arn }, type: 'AssumedRole' }
        : undefined;
    case 'sts:assumed-role': {
      if (names.length !== 2 || !isNamed) return undefined;
      const roleArn = role ?? `arn:${partition}:iam::${account}:role/${names[0]}`;
      return { principal: { kind: 'roleSession', arn, account, roleArn }, type: 'AssumedRole' };
    }
    case 'sts:federated-user':
      return isNamed ? { principal: { kind: 'federatedUser', arn, account }, type: 'FederatedUser' } : undefined;
    default:
      return undefined;
  }
}

function isRoleArn(arn: string): boolean {
  const [scheme, , service, region, , resource = ''] = arn.split(':');
  return scheme === 'arn' && service === 'iam' && region === '' && resource.startsWith('role/');
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
