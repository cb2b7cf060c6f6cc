/**
 * GetKeyLastUsage: when a key was used last, by which operation, and its event.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
import { toDate } from '#kernel/clock';
import { requireKey } from '../key-reference.ts';
import { dayOf, type LastUses } from '../last-uses.ts';
import type { KmsOutput, KmsRead } from '../operation.ts';

type LastUsage = NonNullable<KmsOutput<'GetKeyLastUsage'>['KeyLastUsage']>;

export function getKeyLastUsage(lastUses: LastUses): KmsRead<'GetKeyLastUsage'> {
  return {
    name: 'GetKeyLastUsage',
    effect: 'read',

    async handle({ KeyId }, context) {
      const { key, owner, region } = await requireKey(context.reader, context, KeyId);
      const { keyId, createdAt } = key;
      const last = await lastUses.of(context.reader, { owner, region, keyId });
      return {
        KeyId: keyId,
        // Uses have been noted as long as there are keys, so the day on which this one was made tells it.
        TrackingStartDate: toDate(dayOf(createdAt)),
        KeyCreationDate: toDate(createdAt),
        ...(last === undefined
          ? {}
          : {
              KeyLastUsage: {
                Operation: last.operation as LastUsage['Operation'],
                Timestamp: toDate(last.at),
                CloudTrailEventId: last.eventId,
                KmsRequestId: last.requestId,
              },
            }),
      };
    },
  };
}
