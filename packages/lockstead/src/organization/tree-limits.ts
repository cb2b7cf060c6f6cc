/**
 * How large the tree of an organization may be.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const treeLimits = {
  /** AWS begins with 10 and raises it on request; this is as far as it raises without a review. Closed accounts count too. */
  AccountsPerOrganization: 10_000,
  OrganizationalUnitsPerOrganization: 2_000,
  /** Levels of OUs below the root. */
  OrganizationalUnitDepth: 5,
  TagsPerResource: 50,
} as const;
