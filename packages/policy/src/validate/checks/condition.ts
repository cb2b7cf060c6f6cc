/** Conditions: operators, keys, and values of the right type. */

import { parseDate } from '../../condition/date.ts';
import { parseRange } from '../../condition/ip-address.ts';
import { parseNumber } from '../../condition/numeric.ts';
import { operatorNames, readOperator } from '../../condition/operators.ts';
import { consistsOf, isWordCharacter } from '../../parse/values.ts';
import { globalConditionKeys, globalKeyType, serviceKey, serviceReference } from '../../reference/reference.ts';
import { unlistedKeys } from '../../reference/unlisted.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { isRegion, isUnknownRegion, knownRegions } from '../regions.ts';
import type { ConditionNode } from '../syntax.ts';
import { checkIpRange } from './ip-range.ts';
import { checkServiceNames } from './service-principals.ts';

export const checkConditions: StatementCheck = (statement, context) => {
  const { report } = context;
  const block = statement.members.get('Condition')?.value;
  if (block?.kind === 'object') {
    const place = { path: [...statement.path, 'Condition'], span: block.span };
    if (block.members.length === 0) report('EMPTY_OBJECT_CONDITION', place);
    for (const { key, keySpan, value } of block.members) {
      const inner = { path: [...place.path, key], span: keySpan };
      if (value.kind !== 'object') report('DATA_TYPE_MISMATCH', inner, { data_type: 'Object' });
      else if (value.members.length === 0) report('EMPTY_OBJECT_CONDITION', { ...inner, span: value.span });
      checkOperator(key, inner, context);
      if (value.kind === 'object') checkCase(value.members, inner.path, context);
    }
  }
  for (const condition of statement.conditions) {
    if (condition.name !== undefined) checkLine(condition, context);
  }
};

function checkOperator(
  written: string,
  place: Parameters<CheckContext['report']>[1],
  { report, nearest }: CheckContext,
): void {
  const lower = written.toLowerCase();
  const bare = lower.slice(lower.indexOf(':') + 1);
  if (bare === 'nullifexists') report('NULL_WITH_IF_EXISTS', place, {}, { fix: 'Null' });
  else if (readOperator(written) === undefined)
    report('INVALID_CONDITION_OPERATOR', place, { operator: written }, { fix: nearOperator(written, nearest) });
  else if (bare === 'null' && lower !== 'null') report('NULL_WITH_QUALIFIER', place, {}, { fix: 'Null' });
}

/** The operator spelt most like it; what stands before the colon and IfExists stay. */
function nearOperator(written: string, nearest: CheckContext['nearest']): string | undefined {
  const [, qualifier = '', bare = '', ifExists = ''] = /^(.*:)?(.*?)(IfExists)?$/i.exec(written) ?? [];
  const near = nearest(bare, operatorNames);
  return near === undefined ? undefined : `${qualifier}${near}${ifExists}`;
}

function checkCase(
  members: readonly { readonly key: string; readonly keySpan: ConditionNode['span'] }[],
  path: ConditionNode['path'],
  { report }: CheckContext,
): void {
  const seen = new Map<string, string>();
  for (const { key, keySpan } of members) {
    const first = seen.get(key.toLowerCase());
    if (first !== undefined && first !== key)
      report('DUPLICATE_KEYS_WITH_DIFFERENT_CASE', { path: [...path, key], span: keySpan }, { key });
    seen.set(key.toLowerCase(), key);
  }
}

function checkLine(condition: ConditionNode, context: CheckContext): void {
  const { report } = context;
  const { value, values, name, key } = condition;
  if (name === undefined) return;
  if (value.kind === 'object' || (value.kind === 'array' && values.length < value.items.length)) {
    report('DATA_TYPE_MISMATCH', { ...condition, span: value.span }, { data_type: 'String' });
    return;
  }
  if (value.kind === 'array' && value.items.length === 0) reportEmpty(condition, context);
  if (value.kind === 'array' && new Set(value.items.map((item) => item.kind)).size > 1) {
    report('INVALID_CONDITION_DATA_TYPE', { ...condition, span: value.span });
  }
  const known = checkKey(condition, context);
  checkValues(condition, context);
  if (known !== undefined) checkType(condition, known, context);
  const { qualifier, operator } = name;
  if (sentBothWays.has(key.toLowerCase())) return;
  const several = known?.startsWith('ArrayOf') === true;
  if (several && qualifier === undefined && operator.family !== 'Null')
    report('MISSING_QUALIFIER', condition, { key }, { fix: `ForAnyValue:${operator.name}` });
  if (qualifier === 'ForAllValues' && known !== undefined && !several && operator.family !== 'Null')
    report('FORALLVALUES_WITH_SINGLE_VALUED_KEY', condition, { key }, { fix: operator.name });
}

/** Keys that AWS's reference gives one type and its services send in both ways: ValidatePolicy says nothing of their qualifiers. */
const sentBothWays: ReadonlySet<string> = new Set(['codestar-connections:provideraction', 'events:detail-type']);

function reportEmpty(condition: ConditionNode, { report }: CheckContext): void {
  const { name } = condition;
  const place = { ...condition, span: condition.value.span };
  const code =
    name?.qualifier === 'ForAllValues'
      ? 'EMPTY_ARRAY_CONDITION_FORALLVALUES'
      : name?.qualifier === 'ForAnyValue'
        ? 'EMPTY_ARRAY_CONDITION_FORANYVALUE'
        : name?.ifExists === true
          ? 'EMPTY_ARRAY_CONDITION_IFEXISTS'
          : 'EMPTY_ARRAY_CONDITION';
  report(code, place, { key: condition.key });
}

/** Keys that AWS once had under other names. */
const deprecatedGlobals: Readonly<Record<string, string>> = { 'aws:sourceowner': 'aws:SourceAccount' };
const tagFamilies: readonly string[] = ['aws:requesttag', 'aws:resourcetag', 'aws:principaltag'];

/** The key's type, where it is known. */
function checkKey(condition: ConditionNode, { report, nearest }: CheckContext): string | undefined {
  const { key } = condition;
  const lower = key.toLowerCase();
  const colon = lower.indexOf(':');
  if (colon <= 0 || colon === lower.length - 1) {
    report('INVALID_CONDITION_KEY_FORMAT', condition);
    return undefined;
  }
  const prefix = lower.slice(0, colon);
  if (tagFamilies.some((family) => lower === family || lower === `${family}/`)) {
    report('MISSING_TAG_KEY_IN_CONDITION', condition, { conditionKeyName: lower.endsWith('/') ? key : `${key}/` });
    return undefined;
  }
  if (prefix === 'aws') {
    if (lower === 'aws:arn') {
      report('UNSUPPORTED_GLOBAL_CONDITION_KEY', condition, {}, { fix: 'aws:PrincipalArn' });
      return undefined;
    }
    const newer = deprecatedGlobals[lower];
    if (newer !== undefined)
      report('DEPRECATED_GLOBAL_CONDITION_KEY', condition, { deprecated: key, newer }, { fix: newer });
    const type = globalKeyType(lower);
    if (type === undefined)
      report('INVALID_GLOBAL_CONDITION_KEY', condition, { key }, { fix: nearest(key, globalConditionKeys()) });
    return type;
  }
  const service = serviceReference(prefix);
  // Keys of identity providers bear the provider's host, which may be anybody's.
  if (service === undefined) return undefined;
  const known = serviceKey(service, lower);
  if (known !== undefined) return service.conditionKeys.get(known);
  const type = globalKeyType(lower) ?? unlistedKeys.get(lower);
  if (type === undefined) {
    const fix = nearest(key, [...service.conditionKeys.keys()]);
    report('INVALID_SERVICE_CONDITION_KEY', condition, { key, service: prefix }, { fix });
  }
  return type;
}

/** Which operators fit a key of some type; the first is the one named. AWS DIFFERS? In how it names them. */
const families: Readonly<Record<string, readonly string[]>> = {
  String: ['String', 'Arn'],
  ARN: ['Arn', 'String'],
  Bool: ['Bool'],
  Boolean: ['Bool'],
  Numeric: ['Numeric'],
  Number: ['Numeric'],
  Long: ['Numeric'],
  Date: ['Date', 'Numeric'],
  IPAddress: ['IpAddress'],
  Binary: ['Binary'],
};

function checkType(condition: ConditionNode, type: string, { report }: CheckContext): void {
  const { name, operator, key, operatorPlace } = condition;
  const single = type.replace(/^ArrayOf/, '');
  const fitting = families[single];
  if (name === undefined || name.operator.family === 'Null' || fitting === undefined) return;
  const { family, name: plain } = name.operator;
  const place = { ...condition, span: operatorPlace.span };
  if (!fitting.includes(family)) {
    const [first = family] = fitting;
    report('TYPE_MISMATCH', place, { allowed: first === 'Bool' ? 'Boolean' : first, operator, key });
  } else if (single === 'ARN' && (plain === 'StringLike' || plain === 'StringNotLike')) {
    const allowed = plain.replace('String', 'Arn');
    report('STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', place, { allowed, operator, key }, { fix: allowed });
  }
}

function checkValues(condition: ConditionNode, context: CheckContext): void {
  const { report } = context;
  const { name, values, key, operator: written } = condition;
  const { family, name: operator, wildcards } = (name as NonNullable<typeof name>).operator;
  const whole = { ...condition, span: condition.value.span };
  if ((family === 'Bool' || family === 'Null') && values.length > 1)
    report('INVALID_CONDITION_MULTIPLE_BOOLEAN', whole);
  if (values.length > 1 && (operator.includes('Less') || operator.includes('Greater')))
    report('REDUNDANT_CONDITION_VALUE_NUM', whole, {
      operator: written,
      key,
      'greatest/least': operator.includes('Less') ? 'greatest' : 'least',
    });
  for (const value of values) {
    if (value.text.includes('${')) continue;
    const { text } = value;
    if ((family === 'Bool' || family === 'Null') && !['true', 'false'].includes(text.toLowerCase()))
      report('TYPE_MISMATCH_BOOLEAN', value, { operator: written });
    if (family === 'Numeric' && parseNumber(text) === undefined)
      report('TYPE_MISMATCH_NUMBER', value, { operator: written });
    if (family === 'Date') {
      if (parseDate(text) === undefined) report('TYPE_MISMATCH_DATE', value);
      else if (parseNumber(text) !== undefined) report('INVALID_DATE_VALUE', value, { date: text });
    }
    if (family === 'IpAddress' && parseRange(text) === undefined)
      report('TYPE_MISMATCH_IP_RANGE', value, { operator: written });
    if (family === 'Binary' && !isBase64(text)) report('TYPE_MISMATCH_STRING', value, { operator: written });
    if (family === 'String' && !wildcards && hasWildcard(text) && !operator.includes('IgnoreCase'))
      report('WILDCARD_WITHOUT_LIKE_OPERATOR', value, {}, { fix: operator.replace('Equals', 'Like') });
    checkFormat(key.toLowerCase(), text, value, context);
  }
  if (family === 'IpAddress') checkIpRange(condition, context);
  checkServiceNames(condition, context);
}

/** RFC 4648, padding included: BinaryEquals compares what the text stands for. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Values whose form is known from the key. */
function checkFormat(
  key: string,
  text: string,
  place: Parameters<CheckContext['report']>[1],
  { report, nearest }: CheckContext,
): void {
  if (hasWildcard(text)) return;
  if (key === 'aws:sourcevpc' && !isIdentifier(text, 'vpc-')) report('INVALID_VPC_FORMAT', place);
  if (key === 'aws:sourcevpce' && !isIdentifier(text, 'vpce-')) report('INVALID_VPCE_FORMAT', place);
  if (key !== 'aws:requestedregion') return;
  if (!isRegion(text)) report('INVALID_REGION', place, { region: text });
  else if (isUnknownRegion(text))
    report('lockstead-region-unknown', place, { region: text }, { fix: nearest(text, knownRegions) });
}

function isIdentifier(text: string, start: string): boolean {
  const rest = text.slice(start.length);
  return text.startsWith(start) && (rest.length === 8 || rest.length === 17) && consistsOf(rest, isWordCharacter);
}
