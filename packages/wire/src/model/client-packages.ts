/** How to load a service's client package. Written out, so that every import is known when packing, and none happens before its first use. */
type Exports = Readonly<Record<string, unknown>>;

export const clientPackages: Readonly<Record<string, () => Promise<Exports>>> = {
  cloudtrail: () => import('@aws-sdk/client-cloudtrail'),
  iam: () => import('@aws-sdk/client-iam'),
  sts: () => import('@aws-sdk/client-sts'),
};
