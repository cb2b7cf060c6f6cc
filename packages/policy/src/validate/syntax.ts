/** A policy as it is written, faults and all: elements with their places, nothing refused. What the checks look at. */
import { type OperatorName, readOperator } from '../condition/operators.ts';
import type { JsonMember, JsonNode } from '../parse/json.ts';
import type { Version } from '../statement.ts';
import type { Path, Place } from './finding.ts';

export interface TextNode extends Place {
  readonly text: string;
}

interface ElementNode extends Place {
  /** `Action` or `NotAction`. */
  readonly name: string;
  readonly member: JsonMember;
  readonly texts: readonly TextNode[];
}

export interface PrincipalNode extends TextNode {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for the bare star. */
  readonly key: string;
}

export interface ConditionNode extends Place {
  /** As written. */
  readonly operator: string;
  readonly operatorPlace: Place;
  /** Undefined for what is not an operator. */
  readonly name: OperatorName | undefined;
  readonly key: string;
  readonly values: readonly (Place & { readonly node: JsonNode; readonly text: string })[];
  readonly value: JsonNode;
}

export interface StatementNode extends Place {
  readonly node: Extract<JsonNode, { kind: 'object' }>;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly members: ReadonlyMap<string, JsonMember>;
  readonly action: ElementNode | undefined;
  readonly resource: ElementNode | undefined;
  readonly principal: (ElementNode & { readonly principals: readonly PrincipalNode[] }) | undefined;
  readonly conditions: readonly ConditionNode[];
}

export interface PolicyNode {
  readonly text: string;
  readonly root: Extract<JsonNode, { kind: 'object' }>;
  readonly version: Version;
  readonly statements: readonly StatementNode[];
}

export function policyNode(text: string, root: Extract<JsonNode, { kind: 'object' }>): PolicyNode {
  const version = member(root, 'Version')?.value;
  const statement = member(root, 'Statement')?.value;
  const items = statement === undefined ? [] : statement.kind === 'array' ? statement.items : [statement];
  const statements: StatementNode[] = [];
  for (const [i, node] of items.entries()) {
    const path = statement?.kind === 'array' ? ['Statement', i] : ['Statement'];
    if (node.kind === 'object') statements.push(statementNode(node, path));
  }
  const isNew = version?.kind === 'string' && version.value === '2012-10-17';
  return { text, root, version: isNew ? '2012-10-17' : '2008-10-17', statements };
}

export function member(node: Extract<JsonNode, { kind: 'object' }>, key: string): JsonMember | undefined {
  return node.members.find((each) => each.key === key);
}

function statementNode(node: Extract<JsonNode, { kind: 'object' }>, path: Path): StatementNode {
  const members = new Map(node.members.map((each) => [each.key, each]));
  const effect = members.get('Effect')?.value;
  return {
    node,
    path,
    span: node.span,
    members,
    effect:
      effect?.kind === 'string' && (effect.value === 'Allow' || effect.value === 'Deny') ? effect.value : undefined,
    action: elementNode(members.get('Action') ?? members.get('NotAction'), path),
    resource: elementNode(members.get('Resource') ?? members.get('NotResource'), path),
    principal: principalNode(members.get('Principal') ?? members.get('NotPrincipal'), path),
    conditions: conditionNodes(members.get('Condition')?.value, [...path, 'Condition']),
  };
}

function elementNode(given: JsonMember | undefined, path: Path): ElementNode | undefined {
  if (given === undefined) return undefined;
  const place = { path: [...path, given.key], span: given.value.span };
  return { ...place, name: given.key, member: given, texts: textsOf(given.value, place.path) };
}

/** A string, or the strings of a list. */
function textsOf(node: JsonNode, path: Path): readonly TextNode[] {
  if (node.kind === 'string') return [{ text: node.value, path, span: node.span }];
  if (node.kind !== 'array') return [];
  return node.items.flatMap((item, i) =>
    item.kind === 'string' ? [{ text: item.value, path: [...path, i], span: item.span }] : [],
  );
}

function principalNode(given: JsonMember | undefined, path: Path): StatementNode['principal'] {
  const element = elementNode(given, path);
  if (element === undefined) return undefined;
  const { value } = element.member;
  if (value.kind === 'string')
    return {
      ...element,
      principals: [{ key: value.value === '*' ? '*' : '', text: value.value, path: element.path, span: value.span }],
    };
  if (value.kind !== 'object') return { ...element, principals: [] };
  const principals = value.members.flatMap((each) =>
    textsOf(each.value, [...element.path, each.key]).map((text) => ({ ...text, key: each.key })),
  );
  return { ...element, principals };
}

function conditionNodes(node: JsonNode | undefined, path: Path): readonly ConditionNode[] {
  if (node?.kind !== 'object') return [];
  return node.members.flatMap((block) => {
    if (block.value.kind !== 'object') return [];
    const operatorPath = [...path, block.key];
    const operatorPlace = { path: operatorPath, span: block.keySpan };
    const name = readOperator(block.key);
    return block.value.members.map((each): ConditionNode => {
      const keyPath = [...operatorPath, each.key];
      return {
        path: keyPath,
        span: each.keySpan,
        operator: block.key,
        operatorPlace,
        name,
        key: each.key,
        value: each.value,
        values: valuesOf(each.value, keyPath),
      };
    });
  });
}

function valuesOf(node: JsonNode, path: Path): ConditionNode['values'] {
  const items =
    node.kind === 'array' ? node.items.map((item, i) => [item, [...path, i]] as const) : [[node, path] as const];
  return items.flatMap(([item, itemPath]) =>
    item.kind === 'object' || item.kind === 'array'
      ? []
      : [{ node: item, text: item.value, path: itemPath, span: item.span }],
  );
}
