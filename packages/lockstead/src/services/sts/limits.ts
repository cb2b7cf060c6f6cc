/**
 * STS's limits. Length and form of single members stand in AWS's model, which the wire checks.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
export const stsLimits = {
  /** A role assumed with temporary credentials, a role's or a user's, lasts an hour at most, whatever the role allows. */
  chainedSecondsMax: 3600,
  assumeRoleSecondsDefault: 3600,
  sessionSecondsDefault: 43_200,
  /** Asked for more, the root user gets an hour. */
  rootSecondsMax: 3600,
  /** What an identity provider may say in SessionDuration. */
  samlSecondsMin: 900,
  samlSecondsMax: 43_200,
  sessionPolicyArnsMax: 10,
  /** Characters of the inline policy and the ARNs together. */
  sessionPolicyLengthMax: 2048,
  /**
   * Session policies and tags share a room of which AWS tells only the share that is used. This fits what has been published of it: nine tags
   * of 250 characters take 498 %, the six tags of an EKS pod 74 %, two tags of a letter each 2 %, policies of 736 and 1,690 characters with
   * three tags 82 % and 157 %, and the shares of tags add up.
   * AWS DIFFERS? The examples of its reference tell less (8 % for a policy, two ARNs and three tags).
   */
  packedBytesMax: 463,
  /** Of each tag, beside its characters. */
  packedBytesOfTag: 2,
  /** Of each managed policy that is named: ten of them fit. */
  packedBytesOfArn: 16,
} as const;
