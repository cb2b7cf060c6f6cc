/**
 * What STS adds to its events.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
import type { AssumeRoleResponse, GetFederationTokenResponse } from '@aws-sdk/client-sts';
import type { RequestContext } from '#service/request-context';
import type { EventDetails, EventResource } from '#service/service';
import type { Principal } from '#service/session';
import { transitiveTags } from './session-chain.ts';

const globalHost = 'sts.amazonaws.com';

/** The endpoint that was asked, and for a chain of roles what it handed on. */
export function stsEventDetails(operation: string, { session, transport, region }: RequestContext): EventDetails {
  const host = transport.host?.split(':')[0]?.toLowerCase();
  const additionalEventData = {
    RequestDetails: { endpointType: host === globalHost ? 'global' : 'regional', awsServingRegion: region },
  };
  if (session.principal.kind === 'federated' && session.principal.saml !== undefined) {
    return { additionalEventData, requestParameters: samlParameters(session.principal) };
  }
  if (operation !== 'AssumeRole') return { additionalEventData };
  const inherited = transitiveTags(session);
  const sourceIdentity = session.temporary?.sourceIdentity;
  const requestParameters = {
    ...(inherited.length === 0
      ? {}
      : { incomingTransitiveTags: Object.fromEntries(inherited.map(({ Key, Value }) => [Key, Value])) }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  return { additionalEventData, ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }) };
}

/** Of an assertion its id, and what it gives the session, as if the request had said so. */
function samlParameters({
  saml,
  passes,
}: Extract<Principal, { kind: 'federated' }>): Readonly<Record<string, unknown>> {
  const { tags, transitiveTagKeys, sourceIdentity } = passes;
  return {
    sAMLAssertionID: saml?.assertionId,
    roleSessionName: saml?.sessionName,
    ...(tags.length === 0 ? {} : { principalTags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }),
    ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** The role is named by the record itself as well; the others are what LookupEvents finds it by. */
export function stsEventResources(
  _operation: string,
  input: { readonly RoleArn?: string; readonly RoleSessionName?: string; readonly PrincipalArn?: string },
  output: (AssumeRoleResponse & GetFederationTokenResponse) | undefined,
): readonly EventResource[] {
  const resources: EventResource[] = [];
  const add = (type: string, name: string | undefined): void => {
    if (name !== undefined) resources.push({ type, name });
  };
  add('AWS::IAM::AccessKey', output?.Credentials?.AccessKeyId);
  add('AWS::STS::AssumedRole', input.RoleSessionName);
  add('AWS::STS::AssumedRole', output?.AssumedRoleUser?.AssumedRoleId);
  add('AWS::STS::AssumedRole', output?.AssumedRoleUser?.Arn);
  add('AWS::STS::FederatedUser', output?.FederatedUser?.Arn);
  if (input.RoleArn !== undefined) resources.push({ type: 'AWS::IAM::Role', name: input.RoleArn, listed: true });
  // AWS's events of AssumeRoleWithSAML list the provider too.
  if (input.PrincipalArn !== undefined) {
    resources.push({ type: 'AWS::IAM::SAMLProvider', name: input.PrincipalArn, listed: true });
  }
  return resources;
}
