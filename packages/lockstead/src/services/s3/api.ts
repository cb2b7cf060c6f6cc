/** What other services may use of S3: its account's settings, which S3 Control changes. */
export {
  noPublicAccessBlock,
  readPublicAccessBlock,
  showPublicAccessBlock,
} from './buckets/public-access-configuration.ts';
export { S3Error } from './errors.ts';
export { s3Account } from './state.ts';
