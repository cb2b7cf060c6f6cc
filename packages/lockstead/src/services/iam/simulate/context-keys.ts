/**
 * The condition keys that policies refer to: in conditions, and as variables in resources and in values of conditions.
 * Each once, as it is first written, in the order of the text.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
import type { Document } from '@lockstead/policy';

/** Names that differ in case alone are one key. */
export function contextKeysOf(documents: readonly Document[]): readonly string[] {
  const found = new Map<string, string>();
  const add = (key: string): void => {
    const known = key.toLowerCase();
    if (!found.has(known)) found.set(known, key);
  };
  for (const { text, version } of documents) {
    const variables = version === '2012-10-17';
    for (const statement of listOf((JSON.parse(text) as { Statement?: unknown }).Statement)) {
      for (const [element, value] of entriesOf(statement)) {
        if (variables && (element === 'Resource' || element === 'NotResource'))
          for (const each of listOf(value)) variablesIn(each, add);
        if (element === 'Condition') conditionKeys(value, variables, add);
      }
    }
  }
  return [...found.values()];
}

function conditionKeys(condition: unknown, variables: boolean, add: (key: string) => void): void {
  for (const [, keys] of entriesOf(condition)) {
    for (const [key, values] of entriesOf(keys)) {
      add(key);
      if (variables) for (const each of listOf(values)) variablesIn(each, add);
    }
  }
}

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`; `${*}`, `${?}` and `${$}` are characters, not keys. */
function variablesIn(value: unknown, add: (key: string) => void): void {
  if (typeof value !== 'string') return;
  for (let open = value.indexOf('${'); open >= 0; ) {
    const close = value.indexOf('}', open);
    if (close < 0) return;
    const [name = ''] = value.slice(open + 2, close).split(',', 1);
    if (name.includes(':')) add(name.trim());
    open = value.indexOf('${', close);
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
