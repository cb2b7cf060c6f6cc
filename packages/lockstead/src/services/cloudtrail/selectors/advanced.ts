/**
 * Advanced event selectors as a request brings them, refused where AWS refuses them.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
import type { AdvancedEventSelector, AdvancedFieldSelector } from '@aws-sdk/client-cloudtrail';
import { InvalidEventSelectors } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import { type AdvancedSelector, type FieldSelector, type Operator, operators } from './selectors.ts';

const { AdvancedConditionsPerTrail, selectorValueLengthMax } = cloudTrailLimits;

/** What a trail's selectors of each category can ask for, and what they must. */
interface Category {
  readonly fields: ReadonlySet<string>;
  readonly required: readonly string[];
}

const categories: Readonly<Record<string, Category>> = {
  Management: { fields: new Set(['eventCategory', 'eventSource', 'readOnly']), required: [] },
  Data: {
    fields: new Set([
      'eventCategory',
      'eventName',
      'eventSource',
      'eventType',
      'readOnly',
      'resources.ARN',
      'resources.type',
      'sessionCredentialFromConsole',
      'userIdentity.arn',
    ]),
    required: ['resources.type'],
  },
  NetworkActivity: {
    fields: new Set(['eventCategory', 'eventName', 'eventSource', 'errorCode', 'vpcEndpointId']),
    required: ['eventSource'],
  },
};

/** Fields that take one exact value. */
const exact: ReadonlySet<string> = new Set(['eventCategory', 'readOnly', 'resources.type', 'errorCode']);

/** Of management events a trail can leave out those of these services, and can choose by no other source. */
const excludable: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

/** Throws an AwsError. */
export function advancedSelectors(given: readonly AdvancedEventSelector[]): readonly AdvancedSelector[] {
  const selectors = given.map(({ Name, FieldSelectors = [] }) => ({
    ...(Name === undefined || Name === '' ? {} : { name: Name }),
    fields: FieldSelectors.map(fieldSelector),
  }));
  const values = selectors.flatMap(({ fields }) => fields.flatMap(valuesOf));
  if (values.length > AdvancedConditionsPerTrail) {
    throw new InvalidEventSelectors(
      `A trail can have up to ${AdvancedConditionsPerTrail} values for all conditions in all advanced event selectors.`,
    );
  }
  for (const { fields } of selectors) checkFields(fields);
  return selectors;
}

function fieldSelector(given: AdvancedFieldSelector): FieldSelector {
  const asked = operators.filter((operator) => given[operator] !== undefined);
  return {
    field: given.Field ?? '',
    ...(Object.fromEntries(asked.map((operator) => [operator, [...(given[operator] ?? [])]])) as {
      readonly [O in Operator]?: readonly string[];
    }),
  };
}

function valuesOf(selector: FieldSelector): readonly string[] {
  return operators.flatMap((operator) => selector[operator] ?? []);
}

function checkFields(fields: readonly FieldSelector[]): void {
  const names = fields.map(({ field }) => field);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw new InvalidEventSelectors(`Field ${repeated} is given more than once.`);
  for (const selector of fields) checkField(selector);
  const category = fields.find(({ field }) => field === 'eventCategory')?.Equals?.[0];
  if (category === undefined) throw new InvalidEventSelectors('Field eventCategory is required.');
  const known = Object.hasOwn(categories, category) ? categories[category] : undefined;
  if (known === undefined) throw new InvalidEventSelectors(`Value ${category} for field eventCategory is invalid.`);
  const unknown = names.find((name) => !known.fields.has(name));
  if (unknown !== undefined) {
    throw new InvalidEventSelectors(`Field ${unknown} is not supported for events of the category ${category}.`);
  }
  const missing = known.required.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new InvalidEventSelectors(`Field ${missing} is required for events of the category ${category}.`);
  }
  if (category === 'Management') checkManagementSource(fields.find(({ field }) => field === 'eventSource'));
}

function checkField(selector: FieldSelector): void {
  const { field } = selector;
  const asked = operators.filter((operator) => selector[operator] !== undefined);
  if (asked.length === 0) throw new InvalidEventSelectors(`Field ${field} has no operator.`);
  const values = valuesOf(selector);
  const wrong = values.find((value) => value === '' || value.length > selectorValueLengthMax);
  if (wrong !== undefined) throw new InvalidEventSelectors(`A value for field ${field} is empty or too long.`);
  if (exact.has(field) && (asked.length > 1 || asked[0] !== 'Equals' || values.length !== 1)) {
    throw new InvalidEventSelectors(`Field ${field} takes the operator Equals with one value.`);
  }
  if (field === 'readOnly' && values[0] !== 'true' && values[0] !== 'false') {
    throw new InvalidEventSelectors('Field readOnly takes the value true or false.');
  }
  if (field === 'errorCode' && values[0] !== 'VpceAccessDenied') {
    throw new InvalidEventSelectors('Field errorCode takes the value VpceAccessDenied.');
  }
}

function checkManagementSource(selector: FieldSelector | undefined): void {
  if (selector === undefined) return;
  const { NotEquals = [] } = selector;
  if (NotEquals.length === valuesOf(selector).length && NotEquals.every((value) => excludable.has(value))) return;
  throw new InvalidEventSelectors(
    'For management events, field eventSource takes NotEquals with kms.amazonaws.com or rdsdata.amazonaws.com.',
  );
}
