/**
 * How IAM words its denials. An operation on something that exists names its kind and name, where the policies of other services would be
 * named an ARN: so a caller who may not see it does not learn its path. Creations and lists of a collection name an ARN.
 * Forms are those of AWS's own events and of what clients printed, 2023 to 2026; where an operation has none, that of its nearest kin stands.
 */
import { invalidClientTokenId } from '@lockstead/wire';
import type { Denial, DenialWords } from '#service/denial';

/** Operations whose denials name the ARN, though it is that of a user, group, role or instance profile. */
const byArn: ReadonlySet<string> = new Set([
  'CreateGroup',
  'CreateInstanceProfile',
  'CreateRole',
  'CreateServiceLinkedRole',
  'CreateUser',
  'GenerateServiceLastAccessedDetails',
  'GetContextKeysForPrincipalPolicy',
  'GetServiceLinkedRoleDeletionStatus',
  'ListGroups',
  'ListInstanceProfiles',
  'ListPoliciesGrantingServiceAccess',
  'ListRoles',
  'ListUsers',
  'SimulatePrincipalPolicy',
]);
const kinds: Readonly<Record<string, string>> = {
  user: 'user',
  group: 'group',
  role: 'role',
  'instance-profile': 'instance profile',
};

/** Operations that name a managed policy by its name; the others name its ARN. */
const policyByName: ReadonlySet<string> = new Set(['CreatePolicy', 'ListPolicyTags', 'TagPolicy', 'UntagPolicy']);
/** And the version that they are about. */
const withVersion: ReadonlySet<string> = new Set(['GetPolicyVersion', 'SetDefaultPolicyVersion']);

export function iamDenial(denial: Denial): DenialWords {
  const { decision, usual, request } = denial;
  // Credentials of GetSessionToken and GetFederationToken, where they do not count, are none that IAM knows.
  if (decision.kind === 'implicit' && decision.rule === 'sessionToken') {
    const { code, message } = invalidClientTokenId;
    return { code, httpStatus: 403, message };
  }
  const usually = ` on resource: ${request.resource}`;
  const at = usual.message.indexOf(usually);
  if (at < 0) return usual;
  const before = usual.message.slice(0, at);
  return { ...usual, message: `${before} on resource: ${named(denial)}${usual.message.slice(at + usually.length)}` };
}

function named({ operation, input, request: { action, resource } }: Denial): string {
  const given = input as Readonly<Record<string, string | undefined>>;
  if (operation === 'ListPolicies') return `policy path ${given['PathPrefix'] ?? '/'}`;
  // A role that is passed on is named by its ARN, whoever asks.
  if (action === 'iam:PassRole' || byArn.has(operation)) return resource;
  const [kind = '', ...path] = resource.split(':').slice(5).join(':').split('/');
  const name = path.at(-1) ?? '';
  if (kind === 'policy') {
    if (policyByName.has(operation)) return `policy ${name}`;
    return withVersion.has(operation) ? `policy ${resource} version ${given['VersionId'] ?? ''}` : `policy ${resource}`;
  }
  const word = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return word === undefined ? resource : `${word} ${asGiven(given, name)}`;
}

/** In the caller's own letters: those in which the name is kept are for who may see it. */
function asGiven(input: Readonly<Record<string, string | undefined>>, name: string): string {
  const { UserName, GroupName, RoleName, InstanceProfileName } = input;
  const same = [UserName, GroupName, RoleName, InstanceProfileName].find(
    (given) => given?.toLowerCase() === name.toLowerCase(),
  );
  return same ?? name;
}
