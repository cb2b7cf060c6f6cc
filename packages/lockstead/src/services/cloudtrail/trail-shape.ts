/** Trails and their selectors as the API answers them. */
import type { AdvancedEventSelector, EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import { type AdvancedSelector, type BasicSelector, defaultSelectors, operators } from './selectors/selectors.ts';
import type { TrailRecord } from './state.ts';
import { arnOf } from './trails.ts';

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
type Settings = Omit<Defined<Trail>, 'HomeRegion' | 'HasCustomEventSelectors' | 'HasInsightSelectors'>;

/** What CreateTrail and UpdateTrail answer. */
export function trailSettings(trail: TrailRecord): Settings {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    ...(trail.prefix === undefined ? {} : { S3KeyPrefix: trail.prefix }),
    IncludeGlobalServiceEvents: trail.includesGlobalServices,
    IsMultiRegionTrail: trail.isMultiRegion,
    TrailARN: arnOf(trail),
    LogFileValidationEnabled: trail.validatesFiles,
    ...(trail.kmsKeyArn === undefined ? {} : { KmsKeyId: trail.kmsKeyArn }),
    IsOrganizationTrail: trail.organizationId !== undefined,
  };
}

export function trailShape(trail: TrailRecord): Defined<Trail> {
  return {
    ...trailSettings(trail),
    HomeRegion: trail.homeRegion,
    HasCustomEventSelectors: trail.selectors !== undefined,
    HasInsightSelectors: trail.insights !== undefined,
  };
}

/** In the form in which they were put; of a trail that was given none, AWS's default in the basic form. */
export function selectorsShape({ selectors = defaultSelectors }: TrailRecord): {
  EventSelectors?: EventSelector[];
  AdvancedEventSelectors?: (AdvancedEventSelector & { FieldSelectors: { Field: string }[] })[];
} {
  return selectors.form === 'basic'
    ? { EventSelectors: selectors.selectors.map(basicShape) }
    : { AdvancedEventSelectors: selectors.selectors.map(advancedShape) };
}

function basicShape(selector: BasicSelector): EventSelector {
  return {
    ReadWriteType: selector.readWriteType,
    IncludeManagementEvents: selector.includesManagement,
    DataResources: selector.dataResources.map(({ type, values }) => ({ Type: type, Values: [...values] })),
    ExcludeManagementEventSources: [...selector.excludedSources],
  };
}

function advancedShape({
  name,
  fields,
}: AdvancedSelector): AdvancedEventSelector & { FieldSelectors: { Field: string }[] } {
  return {
    ...(name === undefined ? {} : { Name: name }),
    FieldSelectors: fields.map((selector) => ({
      Field: selector.field,
      ...Object.fromEntries(
        operators.flatMap((operator) => {
          const values = selector[operator];
          return values === undefined ? [] : [[operator, [...values]]];
        }),
      ),
    })),
  };
}
