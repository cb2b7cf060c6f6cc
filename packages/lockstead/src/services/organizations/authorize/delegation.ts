/** Trusted services, delegated administrators, the resource policy, and accounts that leave. */
import { requestTagKeys } from '../../tags/condition-keys.ts';
import type { OrganizationsAuthorization } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { askedOf, onId, pair, tagging } from './pairs.ts';

const ofService = (service: string | undefined): Readonly<Record<string, string | undefined>> => ({
  'organizations:ServicePrincipal': service,
});
/** AWS DIFFERS? The reference asks for the policy's ARN, which one that is made does not have yet. */
const newPolicy = 'rp-*';

export const delegationAuthorization = {
  EnableAWSServiceAccess: async ({ ServicePrincipal }, reader, context) => [
    pair(await askedOf(reader, context), 'EnableAWSServiceAccess', '*', ofService(ServicePrincipal)),
  ],
  DisableAWSServiceAccess: async ({ ServicePrincipal }, reader, context) => [
    pair(await askedOf(reader, context), 'DisableAWSServiceAccess', '*', ofService(ServicePrincipal)),
  ],
  ListAWSServiceAccessForOrganization: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'ListAWSServiceAccessForOrganization'),
  ],
  RegisterDelegatedAdministrator: async ({ AccountId, ServicePrincipal }, reader, context) => [
    await onId(
      await askedOf(reader, context),
      'RegisterDelegatedAdministrator',
      AccountId,
      ofService(ServicePrincipal),
    ),
  ],
  DeregisterDelegatedAdministrator: async ({ AccountId, ServicePrincipal }, reader, context) => [
    await onId(
      await askedOf(reader, context),
      'DeregisterDelegatedAdministrator',
      AccountId,
      ofService(ServicePrincipal),
    ),
  ],
  ListDelegatedAdministrators: async ({ ServicePrincipal }, reader, context) => [
    pair(await askedOf(reader, context), 'ListDelegatedAdministrators', '*', ofService(ServicePrincipal)),
  ],
  ListDelegatedServicesForAccount: async ({ AccountId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListDelegatedServicesForAccount', AccountId),
  ],
  PutResourcePolicy: async ({ Tags }, reader, context) => {
    const asked = await askedOf(reader, context);
    const { organization } = asked;
    const existing =
      organization && (await organizationsState(reader, organization.account).resourcePolicies.get('policy'));
    const keys = requestTagKeys(Tags);
    return [await onId(asked, 'PutResourcePolicy', existing?.id ?? newPolicy, keys), ...tagging(asked, Tags)];
  },
  DescribeResourcePolicy: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'DescribeResourcePolicy'),
  ],
  DeleteResourcePolicy: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'DeleteResourcePolicy'),
  ],
  RemoveAccountFromOrganization: async ({ AccountId }, reader, context) => [
    await onId(await askedOf(reader, context), 'RemoveAccountFromOrganization', AccountId),
  ],
  LeaveOrganization: async (_input, reader, context) => [pair(await askedOf(reader, context), 'LeaveOrganization')],
} satisfies OrganizationsAuthorization;
