/** Where a statement stands while it is read, and the lists of strings that its elements share. */
import type { PolicyKind, Version } from '../statement.ts';
import type { JsonMember, JsonNode } from './json.ts';
import { join, type Problems } from './problems.ts';

export interface StatementPlace {
  readonly index: number;
  readonly path: string;
  readonly kind: PolicyKind;
  readonly version: Version;
  readonly problems: Problems;
  /** The values are held to what IAM stores. */
  readonly stored: boolean;
  /** A statement without Resource speaks of what the policy is attached to. */
  readonly resourceOptional: boolean;
}

export type Members = ReadonlyMap<string, JsonMember>;
export type ObjectNode = Extract<JsonNode, { kind: 'object' }>;

export interface Text {
  readonly text: string;
  readonly node: JsonNode;
  readonly path: string;
}

/** A string or a list of them. */
export function readStrings(
  { key, value }: JsonMember,
  { path, problems }: Pick<StatementPlace, 'path' | 'problems'>,
): readonly Text[] | undefined {
  const items = value.kind === 'array' ? value.items : [value];
  const texts: Text[] = [];
  for (const [i, node] of items.entries()) {
    const itemPath = value.kind === 'array' ? `${join(path, key)}[${i}]` : join(path, key);
    if (node.kind === 'string') texts.push({ text: node.value, node, path: itemPath });
    else problems.add(itemPath, node.span, 'DATA_TYPE_MISMATCH', `${key} is a string or a list of strings`);
  }
  return texts.length === items.length ? texts : undefined;
}
