/** Trails as the server tells of them, and how that is shown. */
import { table } from '#terminal/table';

/** As `GET /_lockstead/trails` answers. Times are milliseconds since 1970. */
export interface TrailStatus {
  readonly arn: string;
  readonly bucket: string;
  readonly isLogging: boolean;
  readonly validatesFiles: boolean;
  readonly latestDeliveryAt?: number;
  readonly latestDeliveryError?: string;
  /** The first delivery that was refused. */
  readonly waitingSince?: number;
  readonly latestDigestAt?: number;
  readonly latestDigestError?: string;
}

export interface TrailsAnswer {
  readonly trails: readonly TrailStatus[];
}

export function trailsText(trails: readonly TrailStatus[]): string {
  if (trails.length === 0) return 'There are no trails. "aws cloudtrail create-trail" makes one.\n';
  return trails.map(trailText).join('\n');
}

function trailText(trail: TrailStatus): string {
  const digests = trail.validatesFiles ? outcome(trail.latestDigestAt, trail.latestDigestError) : 'none are written';
  return `${trail.arn}\n${table(
    [
      ['Logging', trail.isLogging ? 'yes' : 'no'],
      ['Bucket', trail.bucket],
      ['Latest delivery', outcome(trail.latestDeliveryAt, trail.latestDeliveryError)],
      ['Latest digest', digests],
      ...waiting(trail),
    ],
    { indent: '  ' },
  )}`;
}

/** What is not delivered waits within the bounds of the event history, and data events for a week. */
function waiting({ waitingSince }: TrailStatus): readonly (readonly string[])[] {
  return waitingSince === undefined ? [] : [['Events wait since', new Date(waitingSince).toISOString()]];
}

function outcome(at: number | undefined, error: string | undefined): string {
  const last = at === undefined ? 'none yet' : new Date(at).toISOString();
  return error === undefined ? last : `refused by S3 with ${error}; before that: ${last}`;
}

/** Whether a bucket has refused what was last tried. */
export function anyRefused(trails: readonly TrailStatus[]): boolean {
  return trails.some(
    ({ latestDeliveryError, latestDigestError }) =>
      latestDeliveryError !== undefined || latestDigestError !== undefined,
  );
}
