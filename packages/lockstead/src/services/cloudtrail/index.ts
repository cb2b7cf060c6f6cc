/**
 * AWS CloudTrail: the event history of each account and Region, and the trails that deliver events into buckets.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/
 */
import type { EventLog } from '#events/event-log';
import { defineService, type ServiceDefinition } from '#service/service';
import type { Keys } from '../kms/api.ts';
import type { TagRules } from '../tags/tag-rules.ts';
import { trimHistory } from './agenda.ts';
import { cloudTrailAuthorization } from './authorization.ts';
import { cutDelivery } from './delivery/cut.ts';
import { deliver } from './delivery/deliver.ts';
import { beginDigest, sealDigest } from './delivery/digest.ts';
import { signDigests } from './delivery/sign.ts';
import { cloudTrailEventResources } from './events.ts';
import { addTags } from './operations/add-tags.ts';
import { createTrail } from './operations/create-trail.ts';
import { deleteTrail } from './operations/delete-trail.ts';
import { describeTrails } from './operations/describe-trails.ts';
import { getEventSelectors } from './operations/get-event-selectors.ts';
import { getInsightSelectors } from './operations/get-insight-selectors.ts';
import { getTrail } from './operations/get-trail.ts';
import { getTrailStatus } from './operations/get-trail-status.ts';
import { listPublicKeys } from './operations/list-public-keys.ts';
import { listTags } from './operations/list-tags.ts';
import { listTrails } from './operations/list-trails.ts';
import { invalidLookup, lookupEvents } from './operations/lookup-events.ts';
import { putEventSelectors } from './operations/put-event-selectors.ts';
import { putInsightSelectors } from './operations/put-insight-selectors.ts';
import { removeTags } from './operations/remove-tags.ts';
import { startLogging } from './operations/start-logging.ts';
import { stopLogging } from './operations/stop-logging.ts';
import { updateTrail } from './operations/update-trail.ts';
import { cloudTrailResources } from './resources.ts';

/** What CloudTrail is given. */
export interface CloudTrailParts {
  readonly events: EventLog;
  /** Names the keys of trails, and signs digests. */
  readonly keys: Keys;
  readonly tagRules: TagRules;
}

/** The event history, the work that keeps it within its limits, and trails. */
export function cloudTrail({ events, keys, tagRules }: CloudTrailParts): ServiceDefinition {
  return defineService({
    name: 'cloudtrail',
    global: false,
    operations: [
      addTags(tagRules),
      createTrail(keys, tagRules),
      deleteTrail,
      describeTrails,
      getEventSelectors,
      getInsightSelectors,
      getTrail,
      getTrailStatus,
      listPublicKeys,
      listTags,
      listTrails,
      lookupEvents(events),
      putEventSelectors,
      putInsightSelectors,
      removeTags,
      startLogging(events),
      stopLogging,
      updateTrail(keys),
    ],
    authorization: cloudTrailAuthorization,
    resources: cloudTrailResources,
    invalidInput: (operation, input) => (operation === 'LookupEvents' ? invalidLookup(input) : undefined),
    eventResources: (_operation, input, output) => cloudTrailEventResources(input, output),
    agenda: {
      trimHistory: trimHistory(events),
      cut: cutDelivery(events),
      deliver: deliver(events),
      digest: beginDigest,
      seal: sealDigest(keys),
      sign: signDigests(keys),
    },
    standing: ['trimHistory'],
  });
}
