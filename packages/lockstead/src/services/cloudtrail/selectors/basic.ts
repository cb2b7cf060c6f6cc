/**
 * Basic event selectors as a request brings them: defaults filled in, and refused where AWS refuses them.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
 */
import type { DataResource, EventSelector } from '@aws-sdk/client-cloudtrail';
import { InvalidEventSelectors } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { BasicSelector } from './selectors.ts';

const { EventSelectorsPerTrail, DataResourcesPerTrail, selectorValueLengthMax } = cloudTrailLimits;

/** What a value of each type looks like: all of a service, or a part of it. */
const valueForms: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:aws:s3(:::([a-z0-9.-]{3,63}\/[^*]*)?)?$/,
  'AWS::Lambda::Function': /^arn:aws:lambda(:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_:-]+)?$/,
  'AWS::DynamoDB::Table': /^arn:aws:dynamodb(:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]+)?$/,
};

const wholeService: ReadonlySet<string> = new Set([
  'arn:aws:s3',
  'arn:aws:s3:::',
  'arn:aws:lambda',
  'arn:aws:dynamodb',
]);

const excludable: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

/** Throws an AwsError. */
export function basicSelectors(given: readonly EventSelector[]): readonly BasicSelector[] {
  if (given.length > EventSelectorsPerTrail) {
    throw new InvalidEventSelectors(`A trail can have up to ${EventSelectorsPerTrail} event selectors.`);
  }
  const selectors = given.map(basicSelector);
  const values = selectors.flatMap(({ dataResources }) => dataResources.flatMap((resource) => resource.values));
  if (values.filter((value) => !wholeService.has(value)).length > DataResourcesPerTrail) {
    throw new InvalidEventSelectors(`A trail can have up to ${DataResourcesPerTrail} data resources.`);
  }
  return selectors;
}

function basicSelector(given: EventSelector): BasicSelector {
  const includesManagement = given.IncludeManagementEvents ?? true;
  const excludedSources = given.ExcludeManagementEventSources ?? [];
  const unknown = excludedSources.find((source) => !excludable.has(source));
  if (unknown !== undefined || new Set(excludedSources).size < excludedSources.length) {
    throw new InvalidEventSelectors(
      `Value ${unknown ?? excludedSources[0]} for ExcludeManagementEventSources is invalid.`,
    );
  }
  if (excludedSources.length > 0 && !includesManagement) {
    throw new InvalidEventSelectors(
      'ExcludeManagementEventSources can only be set where IncludeManagementEvents is true.',
    );
  }
  const dataResources = (given.DataResources ?? []).map(dataResource);
  if (!includesManagement && dataResources.length === 0) {
    throw new InvalidEventSelectors('An event selector must select management events or data resources.');
  }
  return { readWriteType: given.ReadWriteType ?? 'All', includesManagement, dataResources, excludedSources };
}

function dataResource({ Type: type, Values: values = [] }: DataResource): BasicSelector['dataResources'][number] {
  const form = type === undefined ? undefined : valueForms[type];
  if (type === undefined || form === undefined) {
    throw new InvalidEventSelectors(`Value ${type ?? ''} for DataResources.Type is invalid.`);
  }
  const wrong = values.find((value) => value.length > selectorValueLengthMax || !form.test(value));
  if (wrong !== undefined) throw InvalidEventSelectors.dataResource(wrong.slice(0, selectorValueLengthMax));
  return { type, values: [...values] };
}
