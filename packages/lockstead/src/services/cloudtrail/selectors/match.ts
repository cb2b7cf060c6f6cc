/**
 * Which events a trail takes: its selectors, compiled. An event is taken where one selector takes it.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
import { type EventView, valuesOf } from './event-view.ts';
import {
  type AdvancedSelector,
  type BasicSelector,
  type FieldSelector,
  type Operator,
  operators,
  type Selectors,
} from './selectors.ts';

/** Whether an event is taken. */
export type Matches = (event: EventView) => boolean;

export function compileSelectors(selectors: Selectors): Matches {
  const each: readonly Matches[] =
    selectors.form === 'basic' ? selectors.selectors.map(compileBasic) : selectors.selectors.map(compileAdvanced);
  return (event) => each.some((matches) => matches(event));
}

function compileBasic({ readWriteType, includesManagement, dataResources, excludedSources }: BasicSelector): Matches {
  const excluded = new Set(excludedSources);
  const resources = dataResources.flatMap(({ type, values }) => values.map((value) => ({ type, value })));
  return (event) => {
    if (readWriteType !== 'All' && event.readOnly !== (readWriteType === 'ReadOnly')) return false;
    if (event.eventCategory === 'Data') return resources.some(({ type, value }) => isAbout(event, type, value));
    if (event.eventCategory !== 'Management') return false;
    return includesManagement && !excluded.has(event.eventSource ?? '');
  };
}

/** `arn:aws:lambda` means all functions; an ARN of a function or a table is meant whole. */
const wholeService = /^arn:[a-z-]+:[a-z0-9]+$/;

function isAbout({ resources = [] }: EventView, type: string, value: string): boolean {
  // A list of objects names the bucket and a prefix of keys: it is about objects too.
  return resources.some((resource) => {
    if (resource.type !== type) return false;
    const arn = resource.ARN ?? resource.ARNPrefix;
    if (arn === undefined) return false;
    if (type === 'AWS::S3::Object') return arn.startsWith(value);
    return wholeService.test(value) ? arn.startsWith(`${value}:`) : arn === value;
  });
}

/** Between fields all must hold. Within a field one value of the positive operators must, and none of the negative ones. */
function compileAdvanced({ fields }: AdvancedSelector): Matches {
  const each = fields.map(compileField);
  return (event) => each.every((holds) => holds(event));
}

type Test = (value: string, wanted: string) => boolean;

const tests: Readonly<Record<Operator, { readonly isNegative: boolean; readonly test: Test }>> = {
  Equals: { isNegative: false, test: (value, wanted) => value === wanted },
  StartsWith: { isNegative: false, test: (value, wanted) => value.startsWith(wanted) },
  EndsWith: { isNegative: false, test: (value, wanted) => value.endsWith(wanted) },
  NotEquals: { isNegative: true, test: (value, wanted) => value === wanted },
  NotStartsWith: { isNegative: true, test: (value, wanted) => value.startsWith(wanted) },
  NotEndsWith: { isNegative: true, test: (value, wanted) => value.endsWith(wanted) },
};

interface Ask {
  readonly test: Test;
  readonly wanted: readonly string[];
}

function compileField(selector: FieldSelector): Matches {
  const { field } = selector;
  const positive: Ask[] = [];
  const negative: Ask[] = [];
  for (const operator of operators) {
    const wanted = selector[operator];
    if (wanted === undefined) continue;
    const { isNegative, test } = tests[operator];
    (isNegative ? negative : positive).push({ test, wanted });
  }
  const meets = (value: string, { test, wanted }: Ask): boolean => wanted.some((one) => test(value, one));
  return (event) => {
    const values = valuesOf(event, field);
    if (values.some((value) => negative.some((ask) => meets(value, ask)))) return false;
    return positive.length === 0 || values.some((value) => positive.some((ask) => meets(value, ask)));
  };
}
