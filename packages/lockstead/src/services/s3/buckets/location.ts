/**
 * Where a new bucket is to be.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
 */
import { parseRegion, type Region } from '#kernel/ids';
import { S3Error } from '../errors.ts';
import type { BucketRecord } from '../state.ts';

const usual = 'us-east-1' as Region;
/** An old name, still answered. */
const oldEurope = 'EU';

/** `region`: where the request was sent. `constraint`: what it says. Only what is sent to us-east-1 may ask for another Region. */
export function locationOf(region: Region, constraint: string | undefined): Region {
  const asked = constraint === '' ? undefined : constraint;
  if (asked === undefined) {
    if (region === usual) return usual;
    throw incompatible('unspecified');
  }
  const found = asked === oldEurope ? ('eu-west-1' as Region) : parseRegion(asked);
  if (region !== usual && found !== region) throw incompatible(asked);
  if (found === undefined || found === usual) throw invalidConstraint(asked);
  return found;
}

export function invalidConstraint(constraint: string): S3Error {
  return new S3Error('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
    members: { LocationConstraint: constraint },
  });
}

function incompatible(constraint: string): S3Error {
  return new S3Error(
    'IllegalLocationConstraintException',
    400,
    `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** As GetBucketLocation answers it: nothing for us-east-1, and the old name where the bucket was made with it. */
export function constraintOf(region: Region, { constraint }: Pick<BucketRecord, 'constraint'>): string | undefined {
  return constraint ?? (region === usual ? undefined : region);
}

/** What is kept of a constraint beside the Region. */
export function constraintToKeep(constraint: string | undefined): Pick<BucketRecord, 'constraint'> {
  return constraint === oldEurope ? { constraint } : {};
}
