/**
 * Quotas of KMS, and the limits of its requests.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 */
export const kmsLimits = {
  KeysPerRegion: 100_000,
  AliasesPerKey: 50,
  GrantsPerKey: 50_000,
  /** Bytes. */
  KeyPolicyDocumentSize: 32_768,
  TagsPerKey: 50,
  /** Days of a waiting period before a deletion. */
  PendingWindowDaysMin: 7,
  PendingWindowDaysMax: 30,
  PendingWindowDaysDefault: 30,
  RotationPeriodDaysDefault: 365,
  OnDemandRotationsPerKey: 25,
  GrantConstraintPairs: 8,
  /** Of an Encrypt, and of what is decrypted. */
  PlaintextBytes: 4_096,
  CiphertextBytes: 6_144,
  /**
   * Bytes of an encryption context in its canonical form.
   * AWS DIFFERS? AWS tells no limit. This one is that of the AWS Encryption SDK's messages, which carry the context.
   */
  EncryptionContextBytes: 65_535,
  ImportTokenHours: 24,
  /** Of a page where the request does not say. */
  KeysPageSize: 100,
  PageSize: 50,
} as const;
