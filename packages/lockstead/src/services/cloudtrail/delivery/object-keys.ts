/**
 * Where trails put their files.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { TrailRecord } from '../state.ts';

/** Of whom a file tells. */
export interface Place {
  readonly account: AccountId;
  readonly region: Region;
}

type Home = Pick<TrailRecord, 'prefix' | 'organizationId' | 'name' | 'homeRegion'>;

/** `[PREFIX/]AWSLogs/[o-ID/]ACCOUNT/` */
export function accountFolder({ prefix, organizationId }: Home, account: AccountId): string {
  const start = prefix === undefined ? '' : `${prefix}/`;
  const organization = organizationId === undefined ? '' : `${organizationId}/`;
  return `${start}AWSLogs/${organization}${account}/`;
}

/** `tail` tells the files of one delivery apart: 16 letters and digits. */
export function logFileKey(trail: Home, { account, region }: Place, at: Instant, tail: string): string {
  const { day, minute } = texts(at);
  const folder = `${accountFolder(trail, account)}CloudTrail/${region}/${day}/`;
  return `${folder}${account}_CloudTrail_${region}_${minute}Z_${tail}.json.gz`;
}

export function digestKey(trail: Home, { account, region }: Place, end: Instant): string {
  const { day, second } = texts(end);
  const folder = `${accountFolder(trail, account)}CloudTrail-Digest/${region}/${day}/`;
  return `${folder}${account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${second}Z.json.gz`;
}

function texts(at: Instant): { readonly day: string; readonly minute: string; readonly second: string } {
  const iso = new Date(at).toISOString();
  const compact = iso.replaceAll(/[-:]/g, '');
  return { day: iso.slice(0, 10).replaceAll('-', '/'), minute: compact.slice(0, 13), second: compact.slice(0, 15) };
}
