/**
 * Bounds on what an identity provider, or somebody who pretends to be one, can make Lockstead do.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export const webIdentityLimits = {
  /** Of a discovery document or a key set. AWS names no figure; 200 keys of 4,096 bits need less. */
  documentBytesMax: 512 * 1024,
  /** From the first packet to the last byte of one document; AWS gives up after five seconds as well. */
  fetchMsMax: 5000,
  /** Documents that are fetched at the same time, of all issuers together. */
  fetchesMax: 16,
  /** AWS takes up to 100 RSA keys and as many EC keys. */
  keysOfTypeMax: 100,
  /** Issuers whose keys are kept. The oldest goes first. */
  issuersMax: 1000,
  /** Keys are fetched anew after so long, and no earlier than the second figure for a key id that is unknown, or after a failure. */
  keysKeptMs: 3_600_000,
  fetchAgainMs: 10_000,
  /** A token counts so long beyond its end, and so long before its beginning: clocks differ. */
  leewaySeconds: 300,
  subjectLengthMax: 255,
  sessionTagsMax: 50,
  tagKeyLengthMax: 128,
  tagValueLengthMax: 256,
} as const;
