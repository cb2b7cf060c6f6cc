/**
 * ListPublicKeys: the public keys of the Region whose private keys have signed digests in a range of time.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
 */
import { fromDate, toDate } from '#kernel/clock';
import { partitionScope } from '#store/scope';
import { periodTimes } from '../delivery/digest-keys.ts';
import { InvalidTimeRange, invalidToken } from '../errors.ts';
import type { CloudTrailRead } from '../operation.ts';
import { cloudTrailCollections } from '../state.ts';

export const listPublicKeys: CloudTrailRead<'ListPublicKeys'> = {
  name: 'ListPublicKeys',
  effect: 'read',

  async handle({ StartTime, EndTime, NextToken }, { reader, region, at }) {
    // A dozen keys a year all fit into one answer, so that no token was ever given out.
    if (NextToken !== undefined) throw invalidToken();
    const from = StartTime === undefined ? at : fromDate(StartTime);
    const to = EndTime === undefined ? at : fromDate(EndTime);
    if (from > to) throw new InvalidTimeRange();
    const keys = await reader.in(cloudTrailCollections.digestKeys, partitionScope).list({ prefix: `${region}/` });
    const PublicKeyList = keys.flatMap(({ record: { period, publicKey, fingerprint } }) => {
      const times = periodTimes(period);
      if (times.to < from || times.from > to) return [];
      return {
        Value: Buffer.from(publicKey, 'base64'),
        ValidityStartTime: toDate(times.from),
        ValidityEndTime: toDate(times.to),
        Fingerprint: fingerprint,
      };
    });
    return { PublicKeyList };
  },
};
