/**
 * The Regions of the partition `aws`, by whether an account has them from the start.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
import type { Region } from '#kernel/ids';

/** Every account has these, and cannot disable them: they were opened before 2019-03-20. */
const enabledByDefault = `
  ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1
  eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`;

/** An account has to enable these. The list is that of the SDK of November 2026. */
const optIn = `
  af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-west-1
  eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-west-1`;

const names = (text: string): readonly Region[] => text.trim().split(/\s+/) as Region[];

export const defaultRegions: ReadonlySet<string> = new Set(names(enabledByDefault));
export const optInRegions: ReadonlySet<string> = new Set(names(optIn));

/** In the order in which ListRegions answers them. */
export const allRegions: readonly Region[] = [...names(enabledByDefault), ...names(optIn)].sort();
