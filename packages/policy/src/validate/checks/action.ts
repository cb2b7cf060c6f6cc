/** Actions: do they exist, and does one say what another has said? */
import { actionFault } from '../../parse/values.ts';
import { actionsMatching, servicePrefixes, serviceReference } from '../../reference/reference.ts';
import { isUnlisted, unlistedServices } from '../../reference/unlisted.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { authorizingAction, slipOf } from '../suggest.ts';
import type { TextNode } from '../syntax.ts';
import { redundantAmong } from './redundant.ts';
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
  if (isUnlisted(text)) {
    const named = unlistedServices.has(prefix.toLowerCase()) ? `The service ${prefix}` : `The action ${text}`;
    report('lockstead-retired', node, { name: named });
    return;
  }
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
  for (const { places, covered, by } of redundantAmong(action?.texts ?? [], (text) => text.toLowerCase())) {
    const [first, ...also] = places;
    const redundantAction = covered[0]?.text ?? '';
    report(
      'REDUNDANT_ACTION',
      first,
      { redundantActionCount: covered.length, redundantAction },
      { also, note: `"${by.text}" already says "${redundantAction}"` },
    );
  }
};
