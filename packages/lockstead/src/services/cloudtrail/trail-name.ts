/**
 * Names and ARNs of trails.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
 */
import { parseArn, partition } from '#kernel/arn';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import { InvalidTrailName, invalidTrailArn } from './errors.ts';
import { cloudTrailLimits } from './limits.ts';

const { trailNameLengthMin, trailNameLengthMax } = cloudTrailLimits;

/** Which trail a request means, whether or not it is there. */
export interface NamedTrail {
  readonly account: AccountId;
  readonly region: Region;
  readonly name: string;
}

export function trailArn({ account, region, name }: NamedTrail): string {
  return `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`;
}

const characters = /^[A-Za-z0-9._-]+$/;
const startsWell = /^[A-Za-z0-9]/;
const endsWell = /[A-Za-z0-9]$/;
const adjacent = /[._-]{2}/;
const ipAddress = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Throws what AWS answers for a name that no trail can have. */
export function checkTrailName(name: string): void {
  const { length } = name;
  if (length < trailNameLengthMin) throw InvalidTrailName.tooShort(trailNameLengthMin, length);
  if (length > trailNameLengthMax) throw InvalidTrailName.tooLong(trailNameLengthMax, length);
  if (!characters.test(name)) throw InvalidTrailName.characters();
  if (!startsWell.test(name)) throw InvalidTrailName.start();
  if (!endsWell.test(name)) throw InvalidTrailName.end();
  if (adjacent.test(name)) throw InvalidTrailName.adjacent();
  if (ipAddress.test(name)) throw InvalidTrailName.address();
}

/** The trail of a name or an ARN, as a request in this place means it. Throws for what is neither. */
export function namedTrail(text: string, place: { readonly account: AccountId; readonly region: Region }): NamedTrail {
  if (text.startsWith('arn:')) return trailOfArn(text);
  checkTrailName(text);
  return { account: place.account, region: place.region, name: text };
}

export function trailOfArn(text: string): NamedTrail {
  const arn = parseArn(text);
  const account = parseAccountId(arn?.account ?? '');
  const region = parseRegion(arn?.region ?? '');
  const name = /^trail\/([^/]+)$/.exec(arn?.resource ?? '')?.[1];
  const isTrail = arn?.partition === partition && arn.service === 'cloudtrail';
  if (!isTrail || account === undefined || region === undefined || name === undefined) throw invalidTrailArn(text);
  checkTrailName(name);
  return { account, region, name };
}
