/** Actions: do they exist, and does one say what another has said? */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import { actionFault } from '../../parse/values.ts';
import { actionsMatching, serviceReference } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { meantAction } from '../suggest.ts';
import type { TextNode } from '../syntax.ts';

export const checkActions: StatementCheck = ({ action }, context) => {
  for (const node of action?.texts ?? []) checkAction(node, context);
};

function checkAction(node: TextNode, { report }: CheckContext): void {
  const { text } = node;
  if (text.includes('${')) {
    report('VARIABLE_UNSUPPORTED_IN_ELEMENT', node, 'variables have no meaning in actions');
    return;
  }
  const fault = actionFault(text);
  if (fault !== undefined) {
    report(fault.code, node, fault.message);
    return;
  }
  const colon = text.indexOf(':');
  if (colon < 0) return;
  const prefix = text.slice(0, colon);
  if (hasWildcard(prefix)) {
    report('WILDCARD_IN_SERVICE_NAME', node, 'a wildcard in the service prefix reaches services that do not exist yet');
    return;
  }
  const service = serviceReference(prefix.toLowerCase());
  if (service === undefined) {
    report('INVALID_SERVICE_IN_ACTION', node, `there is no service with the prefix "${prefix}"`);
    return;
  }
  if (actionsMatching(text).length > 0) return;
  const name = text.slice(colon + 1);
  const names = [...service.actions.values()].map((each) => each.name);
  const known = hasWildcard(name) ? undefined : meantAction(prefix, name, names);
  const message = hasWildcard(name)
    ? `no action of ${service.name} matches "${name}"`
    : `${service.name} has no action "${name}"`;
  report(
    'INVALID_ACTION',
    node,
    known === undefined ? message : `${message}; did you mean "${known}"?`,
    known === undefined ? undefined : `${prefix}:${known}`,
  );
}

export const checkRedundantActions: StatementCheck = ({ action }, { report }) => {
  reportRedundant(
    action?.texts ?? [],
    (text) => text.toLowerCase(),
    (node, by) => report('REDUNDANT_ACTION', node, `"${by}" already says "${node.text}"`),
  );
};

/** Longer lists are machine-made; comparing all pairs of them would be slow, and nobody reads the result. */
const comparedMax = 300;

/** Values that another value of the same list covers: the same text again, or a narrower pattern. */
export function reportRedundant(
  nodes: readonly TextNode[],
  normal: (text: string) => string,
  report: (node: TextNode, by: string) => void,
): void {
  if (nodes.length > comparedMax) return;
  const globs = nodes.map(({ text }) => globOf(tokenize(normal(text), false, true).tokens));
  for (const [i, node] of nodes.entries()) {
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
    if (by !== undefined) report(node, by.text);
  }
}
