/** What people call the layers of policies. */
import type { Layer } from '@lockstead/policy';

export const layerNames: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policies',
  permissionsBoundary: 'permissions boundary',
  session: 'session policies',
  resource: 'resource-based policy',
  vpcEndpoint: 'VPC endpoint policy',
  serviceControl: 'service control policies',
  resourceControl: 'resource control policies',
};

/** Where a change of a layer is made. */
export const layerPlaces: Readonly<Record<Layer, string>> = {
  identity: 'an identity-based policy of the caller (or of a group or role that it acts through)',
  permissionsBoundary: "the caller's permissions boundary",
  session: 'the session policy that is passed when the credentials are made',
  resource: "the resource's own policy",
  vpcEndpoint: "the VPC endpoint's policy",
  serviceControl: 'a service control policy',
  resourceControl: 'a resource control policy',
};
