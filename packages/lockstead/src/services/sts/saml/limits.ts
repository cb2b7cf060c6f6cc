/**
 * Bounds on what an assertion, or what pretends to be one, can make Lockstead do.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { minutes } from '#kernel/clock';

export const samlLimits = {
  /** Of a response, which has 75,000 bytes at most: AWS takes 100,000 characters of base64. */
  document: { elementsMax: 4000, depthMax: 48, attributesMax: 48, nameLengthMax: 256 },
  /** AWS: "Token must be redeemed within 5 minutes of issuance". */
  redeemedWithin: minutes(5),
  /**
   * So far an identity provider's clock may be ahead.
   * AWS DIFFERS? What AWS grants is not documented: it is what tokens of OpenID Connect are granted.
   */
  aheadMax: minutes(5),
  sessionTagsMax: 50,
  tagKeyLengthMax: 128,
  tagValueLengthMax: 256,
  subjectLengthMax: 1024,
  idLengthMax: 256,
  /** Spent assertions that are looked at, and forgotten, with each one that is spent. */
  forgottenAtOnce: 50,
} as const;
