/** Principals: whether the policy may name them, and whether they are names. */
import { principalFault } from '../../parse/values.ts';
import { type CheckContext, hasWildcard, namesPrincipals, type StatementCheck } from '../check.ts';
import type { PrincipalNode } from '../syntax.ts';
import { digitsNote } from './account-digits.ts';
import { isServicePrincipal, reportServicePrincipal } from './service-principals.ts';

const keys: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

export const checkPrincipals: StatementCheck = ({ principal, effect }, context) => {
  const { kind, report } = context;
  if (principal === undefined) return;
  if (!namesPrincipals(kind)) {
    if (kind === 'serviceControl') report('SCP_SYNTAX_ERROR_PRINCIPAL', principal);
    // AWS DIFFERS? How it writes the type: here as its API does.
    else report('UNSUPPORTED_PRINCIPAL', principal, { policy_type: 'IDENTITY_POLICY' });
    return;
  }
  const { value } = principal.member;
  if (value.kind === 'array' || value.kind === 'number' || value.kind === 'boolean' || value.kind === 'null') {
    report('DATA_TYPE_MISMATCH', principal, { data_type: 'Object' });
  } else if (value.kind === 'string' && value.value !== '*') {
    report('INVALID_PRINCIPAL_FORMAT', principal);
  } else if (value.kind === 'object') {
    if (value.members.length === 0) report('EMPTY_OBJECT_PRINCIPAL', principal);
    for (const { key, keySpan, value: inner } of value.members) {
      const place = { path: [...principal.path, key], span: keySpan };
      if (!keys.has(key)) report('INVALID_PRINCIPAL_KEY', place, { 'principal-key': key });
      if (inner.kind === 'array' && inner.items.length === 0)
        report('EMPTY_ARRAY_PRINCIPAL', { ...place, span: inner.span });
    }
  }
  for (const node of principal.principals) {
    if (node.key === 'Federated' && kind !== 'trust') report('FEDERATED_PRINCIPAL_NOT_SUPPORTED', node);
    else if (keys.has(node.key)) checkName(node, context);
  }
  if (principal.name === 'NotPrincipal' && effect === 'Allow' && kind !== 'trust')
    report('ALLOW_WITH_NOT_PRINCIPAL', principal);
};

function checkName(node: PrincipalNode, context: CheckContext): void {
  const { kind, report } = context;
  const { text, key } = node;
  if (text.includes('${')) return;
  if (key === 'AWS' && text.startsWith('AROA')) {
    report('INVALID_ROLE_REFERENCE', node, { roleid: text });
  } else if (key === 'AWS' && text.startsWith('AIDA')) {
    report('INVALID_USER_REFERENCE', node, { userid: text });
  } else if (key === 'Service' && !hasWildcard(text) && !isServicePrincipal(text)) {
    reportServicePrincipal(node, context);
  } else if (key === 'Federated' && kind === 'trust' && !hasWildcard(text)) {
    if (!isFederatedProvider(text)) report('INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY', node);
  } else {
    const fault = principalFault(key, text);
    if (fault !== undefined) {
      const digits = digitsNote(text.startsWith('arn:') ? (text.split(':')[4] ?? '') : text);
      report(fault.code, node, { principal_key: key }, { note: digits ?? fault.message });
    }
  }
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
