/**
 * STS's limits. Length and form of single members stand in AWS's model, which the wire checks.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const stsLimits = {
  /** A role assumed from a role's session lasts an hour at most, whatever the role allows. */
  chainedSecondsMax: 3600,
  assumeRoleSecondsDefault: 3600,
  sessionSecondsDefault: 43_200,
  /** Asked for more, the root user gets an hour. */
  rootSecondsMax: 3600,
  sessionPolicyArnsMax: 10,
  /** Characters of the inline policy and the ARNs together. */
  sessionPolicyLengthMax: 2048,
  /** Session policies and tags are packed together; AWS does not say how large the packed form may be, only what share of it is used. */
  packedBytesMax: 2560,
} as const;
