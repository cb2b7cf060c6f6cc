/** Principals: whether the policy may name them, and whether they are names. */
import { principalFault } from '../../parse/values.ts';
import { hasWildcard, namesPrincipals, type StatementCheck } from '../check.ts';

const keys: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

export const checkPrincipals: StatementCheck = (statement, { kind, report }) => {
  const { principal, effect } = statement;
  if (principal === undefined) return;
  if (!namesPrincipals(kind)) {
    const code = kind === 'serviceControl' ? 'SCP_SYNTAX_ERROR_PRINCIPAL' : 'UNSUPPORTED_PRINCIPAL';
    report(code, principal, `${principal.name} has no place in a policy that is attached to its principals`);
    return;
  }
  const { value } = principal.member;
  if (value.kind === 'array' || value.kind === 'number' || value.kind === 'boolean' || value.kind === 'null') {
    report('DATA_TYPE_MISMATCH', principal, `${principal.name} is "*" or an object`);
  } else if (value.kind === 'string' && value.value !== '*') {
    report('INVALID_PRINCIPAL_FORMAT', principal, `${principal.name} is "*" or an object such as {"AWS": "..."}`);
  } else if (value.kind === 'object') {
    if (value.members.length === 0)
      report('EMPTY_OBJECT_PRINCIPAL', principal, `${principal.name} is empty: it names nobody`);
    for (const { key, keySpan, value: inner } of value.members) {
      const place = { path: [...principal.path, key], span: keySpan };
      if (!keys.has(key))
        report(
          'INVALID_PRINCIPAL_KEY',
          place,
          `"${key}" is no kind of principal: AWS, Service, Federated or CanonicalUser`,
        );
      if (inner.kind === 'array' && inner.items.length === 0)
        report('EMPTY_ARRAY_PRINCIPAL', { ...place, span: inner.span }, `${key} is empty: it names nobody`);
    }
  }
  for (const node of principal.principals) {
    if (node.key === 'Federated' && kind !== 'trust') {
      report(
        'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
        node,
        'federated principals act through roles: only trust policies name them',
      );
    } else if (keys.has(node.key)) checkName(node);
  }
  if (principal.name === 'NotPrincipal' && effect === 'Allow' && kind !== 'trust') {
    report('ALLOW_WITH_NOTPRINCIPAL', principal, 'this allows everyone but the listed, anonymous callers included');
  }
  if (
    kind === 'resourceControl' &&
    (principal.name === 'NotPrincipal' || principal.principals.some((node) => node.text !== '*'))
  ) {
    report('UNSUPPORTED_PRINCIPAL', principal, 'the Principal of a resource control policy is "*"');
  }

  function checkName(node: (typeof principal & object)['principals'][number]): void {
    const { text, key } = node;
    if (text.includes('${')) return;
    const fault = principalFault(key, text);
    if (key === 'AWS' && text.startsWith('AROA'))
      report('INVALID_ROLE_REFERENCE', node, 'the id of a role that may be gone: name the role by its ARN');
    else if (key === 'AWS' && text.startsWith('AIDA'))
      report('INVALID_USER_REFERENCE', node, 'the id of a user that may be gone: name the user by its ARN');
    else if (key === 'Service' && !hasWildcard(text) && !isServicePrincipal(text)) {
      report('INVALID_SERVICE_PRINCIPAL_FORMAT', node, `"${text}" is no service principal: service.amazonaws.com`);
    } else if (key === 'Federated' && kind === 'trust' && !hasWildcard(text)) {
      if (!isFederatedProvider(text)) {
        report(
          'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
          node,
          `"${text}" is neither a provider's ARN nor a known provider's host`,
        );
      }
    } else if (fault !== undefined) report(fault.code, node, fault.message);
  }
};

function isServicePrincipal(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com|amazonaws\.eu)$/.test(text);
}

const providerHosts: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
  'cognito-identity.amazonaws.com',
]);

function isFederatedProvider(text: string): boolean {
  if (providerHosts.has(text)) return true;
  const parts = text.split(':');
  if (parts.length < 6 || parts[0] !== 'arn' || parts[2] !== 'iam' || !/^\d{12}$/.test(parts[4] ?? '')) return false;
  const resource = parts.slice(5).join(':');
  return ['saml-provider/', 'oidc-provider/'].some(
    (start) => resource.startsWith(start) && resource.length > start.length,
  );
}
