/** Actions: do they exist, and does one say what another has said? */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import { actionFault } from '../../parse/values.ts';
import { actionsMatching, servicePrefixes, serviceReference } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { authorizingAction, slipOf } from '../suggest.ts';
import type { TextNode } from '../syntax.ts';
import { variableIn } from './variables.ts';

export const checkActions: StatementCheck = ({ action }, context) => {
  for (const node of action?.texts ?? []) checkAction(node, context);
};

function checkAction(node: TextNode, { report, nearest }: CheckContext): void {
  const { text } = node;
  if (text.includes('${')) {
    report('VARIABLE_UNSUPPORTED_IN_ELEMENT', node, { variable: variableIn(text) });
    return;
  }
  const colon = text.indexOf(':');
  const prefix = text.slice(0, Math.max(colon, 0));
  const fault = actionFault(text);
  if (fault !== undefined) {
    report(fault.code, node, { action: text, service: prefix }, { note: fault.message });
    return;
  }
  if (colon < 0) return;
  if (hasWildcard(prefix)) {
    report('WILDCARD_IN_SERVICE_NAME', node);
    return;
  }
  const service = serviceReference(prefix.toLowerCase());
  const name = text.slice(colon + 1);
  if (service === undefined) {
    const near = nearest(prefix, servicePrefixes);
    report(
      'INVALID_SERVICE_IN_ACTION',
      node,
      { service: prefix, ...(near === undefined ? {} : { service2: near }) },
      { fix: near === undefined ? undefined : `${near}:${name}` },
    );
    return;
  }
  if (actionsMatching(text).length > 0) return;
  const authorizing = authorizingAction(prefix, name);
  const names = [...service.actions.values()].map((each) => each.name);
  const near = authorizing ?? slipOf(prefix, name) ?? (hasWildcard(name) ? undefined : nearest(name, names));
  const fix = near === undefined ? undefined : `${prefix}:${near}`;
  report(
    'INVALID_ACTION',
    node,
    {
      action: text,
      ...(fix === undefined ? {} : { valid_action: fix }),
      ...(authorizing === undefined ? {} : { operation: name }),
    },
    { fix },
  );
}

export const checkRedundantActions: StatementCheck = ({ action }, { report }) => {
  const redundant = redundantAmong(action?.texts ?? [], (text) => text.toLowerCase());
  const [first, ...also] = redundant;
  if (first === undefined) return;
  report(
    'REDUNDANT_ACTION',
    first.node,
    { redundantActionCount: redundant.length, redundantAction: first.node.text },
    { also: also.map(({ node }) => node), note: `"${first.by}" already says "${first.node.text}"` },
  );
};

/** Longer lists are machine-made; comparing all pairs of them would be slow, and nobody reads the result. */
const comparedMax = 300;

/** Values that another value of the same list covers: the same text again, or a narrower pattern. */
export function redundantAmong(
  nodes: readonly TextNode[],
  normal: (text: string) => string,
): readonly { readonly node: TextNode; readonly by: string }[] {
  if (nodes.length > comparedMax) return [];
  const globs = nodes.map(({ text }) => globOf(tokenize(normal(text), false, true).tokens));
  return nodes.flatMap((node, i) => {
    const own = normal(node.text);
    const by = nodes.find((other, k) => {
      if (i === k) return false;
      const same = normal(other.text) === own;
      // A pattern read as text: whatever matches it as text matches all that it stands for, as long as no `?` meets a star.
      return same
        ? k < i
        : hasWildcard(other.text) &&
            matchesGlob(globs[k] as (typeof globs)[number], own) &&
            !(own.includes('*') && other.text.includes('?'));
    });
    return by === undefined ? [] : [{ node, by: by.text }];
  });
}
