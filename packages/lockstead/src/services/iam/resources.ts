/** IAM's records as whatever looks across services sees them. Types are named as AWS Config names them. */
import { invariant } from '#kernel/invariant';
import { defineResource, type OwnChoice, type Resource } from '#service/resource';
import type { Scope } from '#store/scope';
import { groupArn, instanceProfileArn, mfaDeviceArn, policyArn, roleArn, userArn } from './entities/arns.ts';
import { oidcProviderArn } from './federation/oidc-provider.ts';
import { samlProviderArn } from './federation/saml-provider.ts';
import { iamCollections } from './state/state.ts';

interface Named {
  readonly name: string;
  readonly path: string;
}

/** ARN and name of a record that is told apart by its path and name in its account. */
function named<T extends Named>(
  arn: (account: string, record: T) => string,
): Pick<Resource<T>, 'arn' | 'resourceName'> {
  return { arn: (record, scope) => arn(accountOf(scope), record), resourceName: ({ name }) => name };
}

function accountOf(scope: Scope): string {
  invariant(scope.level === 'account', "IAM's records belong to an account");
  return scope.account;
}

/** What bounds a user or role, whatever its policies allow. */
function boundaryChoice({ boundary }: { readonly boundary?: string }): OwnChoice {
  const says =
    boundary === undefined
      ? 'You set no permissions boundary: its policies alone say what it may do.'
      : `You set the permissions boundary ${boundary}.`;
  return { layer: 'identity', says };
}

// Access keys, passwords and what else users hold are not here: they have no ARN.
export const iamResources: readonly Resource[] = [
  defineResource({
    cfnType: 'AWS::IAM::User',
    collection: iamCollections.users,
    ...named(userArn),
    tags: ({ tags }) => tags,
    choices: (user) => [boundaryChoice(user)],
  }),
  defineResource({ cfnType: 'AWS::IAM::Group', collection: iamCollections.groups, ...named(groupArn) }),
  defineResource({
    cfnType: 'AWS::IAM::Role',
    collection: iamCollections.roles,
    ...named(roleArn),
    tags: ({ tags }) => tags,
    policy: ({ trustPolicy }) => trustPolicy,
    choices: (role) => [
      boundaryChoice(role),
      { layer: 'identity', says: `You let its sessions last ${role.maxSessionSeconds} seconds at most.` },
    ],
  }),
  defineResource({
    cfnType: 'AWS::IAM::Policy',
    collection: iamCollections.policies,
    ...named(policyArn),
    tags: ({ tags }) => tags,
  }),
  defineResource({
    cfnType: 'AWS::IAM::InstanceProfile',
    collection: iamCollections.instanceProfiles,
    ...named(instanceProfileArn),
    tags: ({ tags }) => tags,
  }),
  defineResource({
    cfnType: 'AWS::IAM::OIDCProvider',
    collection: iamCollections.oidcProviders,
    arn: ({ url }, scope) => oidcProviderArn(accountOf(scope), url),
    resourceName: ({ url }) => url,
    tags: ({ tags }) => tags,
    choices: ({ clientIds }) => [
      {
        layer: 'identity',
        says: `You trust its tokens for ${clientIds.length === 1 ? 'one audience' : `${clientIds.length} audiences`}; the trust policies of your roles say which of them.`,
      },
    ],
  }),
  defineResource({
    cfnType: 'AWS::IAM::SAMLProvider',
    collection: iamCollections.samlProviders,
    arn: ({ name }, scope) => samlProviderArn(accountOf(scope), name),
    resourceName: ({ name }) => name,
    tags: ({ tags }) => tags,
    choices: ({ entityId, encryption }) => [
      {
        layer: 'identity',
        says: `You trust the assertions of ${entityId}, which ${encryption === 'Required' ? 'have to be' : 'may be'} encrypted; the trust policies of your roles say which of them.`,
      },
    ],
  }),
  defineResource({
    cfnType: 'AWS::IAM::VirtualMFADevice',
    collection: iamCollections.mfaDevices,
    ...named(mfaDeviceArn),
    tags: ({ tags }) => tags,
  }),
];
