/**
 * Region ids.
 * AWS: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */

/** By form (`eu-central-1`, `us-gov-east-1`), so that a region opened tomorrow is not an error today. */
export function isRegion(text: string): boolean {
  return text.length <= 32 && (text === 'aws-global' || /^[a-z]{2,4}(-[a-z]{2,9}){1,3}-\d{1,2}$/.test(text));
}

/** The regions of all partitions in the SDK of November 2026. One that is not here may be newer: a warning, not an error. */
export const knownRegions: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
  ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 aws-global ca-central-1 ca-west-1 cn-north-1 cn-northwest-1
  eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1
  me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-iso-east-1
  us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2`
  .trim()
  .split(/\s+/);

const known: ReadonlySet<string> = new Set(knownRegions);

/** Of the form of a region, and none that is known. */
export function isUnknownRegion(text: string): boolean {
  return isRegion(text) && !known.has(text);
}
