/** The trail whose tags a request is about. Only trails have tags here: there are no event data stores, channels and dashboards. */
import { parseArn } from '#kernel/arn';
import type { AwsError } from '#kernel/aws-error';
import type { Reader } from '#store/port';
import { resourceNotFound, unsupportedResource } from './errors.ts';
import type { TrailRecord } from './state.ts';
import { trailOfArn } from './trail-name.ts';
import { type Asker, ownTrail, seenTrail } from './trails.ts';

export async function taggedTrail(reader: Reader, asker: Asker, resourceId: string): Promise<TrailRecord> {
  checkResource(resourceId);
  return await seenTrail(reader, asker, resourceId).catch(asMissing(resourceId));
}

/** One whose tags are to be changed. */
export async function ownTaggedTrail(reader: Reader, asker: Asker, resourceId: string): Promise<TrailRecord> {
  checkResource(resourceId);
  return await ownTrail(reader, asker, resourceId).catch(asMissing(resourceId));
}

function checkResource(resourceId: string): void {
  const arn = parseArn(resourceId);
  const [kind] = arn?.resource.split('/', 1) ?? [];
  if (arn?.service === 'cloudtrail' && kind !== 'trail') throw unsupportedResource();
  trailOfArn(resourceId);
}

function asMissing(resourceId: string): (error: AwsError) => never {
  return (error) => {
    throw error.code === 'TrailNotFoundException' ? resourceNotFound(resourceId) : error;
  };
}
