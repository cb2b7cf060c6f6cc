/**
 * Reads Condition.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
import type { Operator } from '../condition/operator.ts';
import { readOperator } from '../condition/operators.ts';
import type { ConditionElement } from '../statement.ts';
import type { JsonMember, JsonNode } from './json.ts';
import { join, membersOf } from './problems.ts';
import type { StatementPlace } from './statement-place.ts';
import { storedDateFault } from './stored-values.ts';
import { variableFault } from './values.ts';

export function readConditions(node: JsonNode | undefined, place: StatementPlace): readonly ConditionElement[] {
  const { problems } = place;
  const path = join(place.path, 'Condition');
  if (node === undefined) return [];
  if (node.kind !== 'object') {
    problems.add(path, node.span, 'DATA_TYPE_MISMATCH', 'Condition is an object');
    return [];
  }
  const conditions: ConditionElement[] = [];
  for (const block of membersOf(node.members, path, problems).values()) {
    const blockPath = join(path, block.key);
    // IAM takes an operator that it does not know when nothing stands under it.
    if (block.value.kind === 'object' && block.value.members.length === 0) continue;
    const name = readOperator(block.key);
    if (name === undefined) {
      problems.add(
        blockPath,
        block.keySpan,
        'INVALID_CONDITION_OPERATOR',
        `"${block.key}" is not a condition operator`,
      );
      continue;
    }
    if (block.value.kind !== 'object') {
      problems.add(blockPath, block.value.span, 'DATA_TYPE_MISMATCH', 'an operator holds an object of keys and values');
      continue;
    }
    for (const member of membersOf(block.value.members, blockPath, problems).values()) {
      const values = readConditionValues(member, blockPath, place, name.operator);
      const { operator, ifExists, qualifier } = name;
      const condition = { operator: operator.name, ifExists, key: member.key, values };
      conditions.push(qualifier === undefined ? condition : { ...condition, qualifier });
    }
  }
  return conditions;
}

/** Numbers and booleans count as the text they are written with. */
function readConditionValues(
  member: JsonMember,
  blockPath: string,
  { problems, version, stored }: StatementPlace,
  { variables, family }: Operator,
): readonly string[] {
  const path = join(blockPath, member.key);
  const list = member.value.kind === 'array';
  const items = member.value.kind === 'array' ? member.value.items : [member.value];
  const values: string[] = [];
  for (const [i, node] of items.entries()) {
    const itemPath = list ? `${path}[${i}]` : path;
    if (node.kind === 'object' || node.kind === 'array' || node.kind === 'null') {
      problems.add(
        itemPath,
        node.span,
        'INVALID_CONDITION_DATA_TYPE',
        'a condition value is a string, a number or a boolean',
      );
      continue;
    }
    const fault = variables
      ? variableFault(node.value, version)
      : stored && family === 'Date'
        ? storedDateFault(node.value)
        : undefined;
    if (fault !== undefined) problems.add(itemPath, node.span, fault.code, fault.message, fault.awsMessage);
    values.push(node.value);
  }
  return values;
}
