/**
 * Quotas of S3, and the limits of its requests.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
 */
export const s3Limits = {
  LifecycleRules: 1000,
  /** Characters of a rule's id. */
  RuleIdLength: 255,
  LifecycleDays: 2 ** 31 - 1,
  NewerNoncurrentVersions: 100,
  /** Of a bucket's default retention. */
  LockDays: 36_500,
  LockYears: 100,
  BucketsPerAccount: 10_000,
  TagsPerBucket: 50,
  TagsPerObject: 10,
  /** Bytes of a key in UTF-8. */
  KeyBytes: 1024,
  /** Bytes of a bucket policy. */
  BucketPolicyBytes: 20 * 1024,
  /** Bytes of the names and values of an object's own metadata. */
  UserMetadataBytes: 2 * 1024,
  /** Of one upload, and of a part. */
  UploadBytes: 5 * 2 ** 30,
  /** Of a part that is not the last. */
  PartBytesMin: 5 * 2 ** 20,
  PartsPerUpload: 10_000,
  /** Of a copy in one request. */
  CopyBytes: 5 * 2 ** 30,
  /** Objects of one DeleteObjects request, and entries of a page of a list. */
  KeysPerDelete: 1000,
  CorsRules: 100,
  KeysPerPage: 1000,
} as const;

/**
 * Ours: up to so many bytes lie in the object's record, sealed, and need no file of their own.
 */
export const inlineBytesMax = 16 * 1024;
