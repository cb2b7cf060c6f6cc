/** Conditions: operators, keys, and values of the right type. */

import { parseDate } from '../../condition/date.ts';
import { parseRange } from '../../condition/ip-address.ts';
import { parseNumber } from '../../condition/numeric.ts';
import { readOperator } from '../../condition/operators.ts';
import { globalKeyType, serviceKey, serviceReference } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { isRegion } from '../regions.ts';
import type { ConditionNode } from '../syntax.ts';
import { checkIpRange } from './ip-range.ts';

export const checkConditions: StatementCheck = (statement, context) => {
  const { report } = context;
  const block = statement.members.get('Condition')?.value;
  if (block?.kind === 'object') {
    const place = { path: [...statement.path, 'Condition'], span: block.span };
    if (block.members.length === 0) report('EMPTY_OBJECT_CONDITION', place, 'Condition is empty: it restricts nothing');
    for (const { key, keySpan, value } of block.members) {
      const inner = { path: [...place.path, key], span: keySpan };
      if (value.kind !== 'object')
        report('DATA_TYPE_MISMATCH', inner, 'an operator holds an object of keys and values');
      else if (value.members.length === 0)
        report('EMPTY_OBJECT_CONDITION', { ...inner, span: value.span }, `${key} is empty: it restricts nothing`);
      checkOperator(key, inner, context);
      if (value.kind === 'object') checkCase(value.members, inner.path, context);
    }
  }
  for (const condition of statement.conditions) {
    if (condition.name !== undefined) checkLine(condition, context);
  }
};

function checkOperator(written: string, place: Parameters<CheckContext['report']>[1], { report }: CheckContext): void {
  const lower = written.toLowerCase();
  const bare = lower.slice(lower.indexOf(':') + 1);
  if (bare === 'nullifexists')
    report(
      'NULL_WITH_IF_EXISTS',
      place,
      'Null asks whether the key exists: IfExists adds nothing it could mean',
      'Null',
    );
  else if (readOperator(written) !== undefined) {
    if (bare === 'null' && lower !== 'null')
      report('NULL_WITH_QUALIFIER', place, 'Null looks at the key alone: leave the set operator out', 'Null');
  } else report('INVALID_CONDITION_OPERATOR', place, `"${written}" is no condition operator`);
}

function checkCase(
  members: readonly { readonly key: string; readonly keySpan: ConditionNode['span'] }[],
  path: ConditionNode['path'],
  { report }: CheckContext,
): void {
  const seen = new Map<string, string>();
  for (const { key, keySpan } of members) {
    const first = seen.get(key.toLowerCase());
    if (first !== undefined && first !== key) {
      report(
        'DUPLICATE_KEYS_WITH_DIFFERENT_CASE',
        { path: [...path, key], span: keySpan },
        `"${key}" and "${first}" are the same key`,
      );
    }
    seen.set(key.toLowerCase(), key);
  }
}

function checkLine(condition: ConditionNode, context: CheckContext): void {
  const { report } = context;
  const { value, values, name, key } = condition;
  if (name === undefined) return;
  if (value.kind === 'object' || (value.kind === 'array' && values.length < value.items.length)) {
    report('TYPE_MISMATCH_STRING', condition, 'condition values are strings, numbers or booleans');
    return;
  }
  if (value.kind === 'array' && value.items.length === 0) reportEmpty(condition, context);
  if (value.kind === 'array' && new Set(value.items.map((item) => item.kind)).size > 1) {
    report('INVALID_CONDITION_DATA_TYPE', { ...condition, span: value.span }, 'the values are of different JSON types');
  }
  const known = checkKey(condition, context);
  checkValues(condition, context);
  if (known !== undefined) checkType(condition, known, context);
  const { qualifier, operator } = name;
  const several = known?.startsWith('ArrayOf') === true;
  if (several && qualifier === undefined && operator.family !== 'Null') {
    report(
      'MISSING_QUALIFIER',
      condition,
      `${key} has several values: ForAllValues or ForAnyValue must say how they count`,
      `ForAnyValue:${operator.name}`,
    );
  }
  if (qualifier === 'ForAllValues' && known !== undefined && !several) {
    report(
      'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      condition,
      `${key} has one value: ForAllValues also passes when it is absent`,
      operator.name,
    );
  }
}

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
  report(code, place, 'the list of values is empty');
}

/** Keys that AWS once had under other names. */
const unsupportedGlobals: Readonly<Record<string, string>> = { 'aws:arn': 'aws:PrincipalArn' };
const deprecatedGlobals: Readonly<Record<string, string>> = { 'aws:sourceowner': 'aws:SourceAccount' };
const tagFamilies: readonly string[] = ['aws:requesttag', 'aws:resourcetag', 'aws:principaltag'];

/** The key's type, where it is known. */
function checkKey(condition: ConditionNode, { report }: CheckContext): string | undefined {
  const { key } = condition;
  const lower = key.toLowerCase();
  const colon = lower.indexOf(':');
  if (colon <= 0 || colon === lower.length - 1) {
    report('INVALID_CONDITION_KEY_FORMAT', condition, `"${key}" is no condition key: prefix:Name`);
    return undefined;
  }
  const prefix = lower.slice(0, colon);
  if (tagFamilies.some((family) => lower === family || lower === `${family}/`)) {
    report(
      'MISSING_TAG_KEY_IN_CONDITION',
      condition,
      `"${key}" lacks the tag's name: ${key.replace(/\/$/, '')}/TagName`,
    );
    return undefined;
  }
  if (prefix === 'aws') {
    const [unsupported, deprecated] = [unsupportedGlobals[lower], deprecatedGlobals[lower]];
    if (unsupported !== undefined) {
      report('UNSUPPORTED_GLOBAL_CONDITION_KEY', condition, `${key} is not supported: ${unsupported} is`, unsupported);
      return undefined;
    }
    if (deprecated !== undefined)
      report(
        'DEPRECATED_GLOBAL_CONDITION_KEY',
        condition,
        `${key} is deprecated: ${deprecated} replaces it`,
        deprecated,
      );
    const type = globalKeyType(lower);
    if (type === undefined) report('INVALID_GLOBAL_CONDITION_KEY', condition, `there is no global key "${key}"`);
    return type;
  }
  const service = serviceReference(prefix);
  // Keys of identity providers bear the provider's host, which may be anybody's.
  if (service === undefined) return undefined;
  const known = serviceKey(service, lower);
  if (known !== undefined) return service.conditionKeys.get(known);
  const type = globalKeyType(lower);
  if (type === undefined)
    report('INVALID_SERVICE_CONDITION_KEY', condition, `${service.name} has no condition key "${key}"`);
  return type;
}

/** Which operators fit a key of some type. */
const families: Readonly<Record<string, readonly string[]>> = {
  String: ['String', 'Arn'],
  ARN: ['Arn', 'String'],
  Bool: ['Bool', 'String'],
  Boolean: ['Bool', 'String'],
  Numeric: ['Numeric', 'String'],
  Number: ['Numeric', 'String'],
  Long: ['Numeric', 'String'],
  Date: ['Date', 'Numeric', 'String'],
  IPAddress: ['IpAddress', 'String'],
  Binary: ['Binary', 'String'],
};

function checkType(condition: ConditionNode, type: string, { report }: CheckContext): void {
  const family = condition.name?.operator.family;
  const single = type.replace(/^ArrayOf/, '');
  const fitting = families[single];
  if (family === undefined || family === 'Null' || fitting === undefined || fitting.includes(family)) return;
  report(
    'TYPE_MISMATCH',
    condition.operatorPlace.span === condition.span ? condition : { ...condition, span: condition.operatorPlace.span },
    `${condition.key} is of type ${single}, which ${condition.name?.operator.name} does not compare`,
  );
}

function checkValues(condition: ConditionNode, context: CheckContext): void {
  const { report } = context;
  const { name, values, key } = condition;
  const { family, name: operator, wildcards } = (name as NonNullable<typeof name>).operator;
  if ((family === 'Bool' || family === 'Null') && values.length > 1) {
    report(
      'INVALID_CONDITION_MULTIPLE_BOOLEAN',
      { ...condition, span: condition.value.span },
      `${operator} takes one value: true or false`,
    );
  }
  const ordered = family === 'Numeric' || family === 'Date';
  if (ordered && values.length > 1 && (operator.includes('Less') || operator.includes('Greater'))) {
    report(
      'REDUNDANT_CONDITION_VALUE_NUM',
      { ...condition, span: condition.value.span },
      `of several values only the widest counts under ${operator}`,
    );
  }
  for (const value of values) {
    if (value.text.includes('${')) continue;
    const { text } = value;
    if ((family === 'Bool' || family === 'Null') && !['true', 'false'].includes(text.toLowerCase()))
      report('TYPE_MISMATCH_BOOLEAN', value, `"${text}" is neither true nor false`);
    if (family === 'Numeric' && parseNumber(text) === undefined)
      report('TYPE_MISMATCH_NUMBER', value, `"${text}" is no number`);
    if (family === 'Date') {
      if (parseDate(text) === undefined)
        report('TYPE_MISMATCH_DATE', value, `"${text}" is no date: YYYY-MM-DDThh:mm:ssZ`);
      else if (parseNumber(text) !== undefined)
        report('INVALID_DATE_VALUE', value, `"${text}" counts as seconds since 1970: write YYYY-MM-DD`);
    }
    if (family === 'IpAddress' && parseRange(text) === undefined)
      report('TYPE_MISMATCH_IP_RANGE', value, `"${text}" is no address and no range`);
    if (family === 'String' && !wildcards && hasWildcard(text) && !operator.includes('IgnoreCase')) {
      report(
        'WILDCARD_WITHOUT_LIKE_OPERATOR',
        value,
        `${operator} takes * and ? for characters`,
        operator.replace('Equals', 'Like'),
      );
    }
    checkFormat(key.toLowerCase(), text, value, context);
  }
  if (family === 'IpAddress') checkIpRange(condition, context);
}

/** Values whose form is known from the key. */
function checkFormat(
  key: string,
  text: string,
  place: Parameters<CheckContext['report']>[1],
  { report }: CheckContext,
): void {
  if (hasWildcard(text)) return;
  if (key === 'aws:sourcevpc' && !/^vpc-[0-9a-f]{1,32}$/.test(text))
    report('INVALID_VPC_FORMAT', place, `"${text}" is no VPC id: vpc- and hexadecimal digits`);
  if (key === 'aws:sourcevpce' && !/^vpce-[0-9a-f]{1,32}$/.test(text))
    report('INVALID_VPCE_FORMAT', place, `"${text}" is no endpoint id: vpce- and hexadecimal digits`);
  if (key === 'aws:requestedregion' && !isRegion(text)) report('INVALID_REGION', place, `"${text}" is no region`);
}
