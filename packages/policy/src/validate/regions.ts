/**
 * Region ids.
 * AWS: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */

/** By form (`eu-central-1`, `us-gov-east-1`), so that a region opened tomorrow is no error today. */
export function isRegion(text: string): boolean {
  return text.length <= 32 && (text === 'aws-global' || /^[a-z]{2,4}(-[a-z]{2,9}){1,3}-\d{1,2}$/.test(text));
}
