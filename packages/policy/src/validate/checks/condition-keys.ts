/** Keys and actions together: does the request that the statement is about have this key at all? */
import {
  type ActionReference,
  actionsMatching,
  meansKey,
  type ServiceReference,
  serviceReference,
} from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode } from '../syntax.ts';

export const checkKeysOfActions: StatementCheck = (statement, context) => {
  const { action, conditions } = statement;
  if (action === undefined) return;
  for (const condition of conditions) {
    const key = condition.key.toLowerCase();
    if (key.startsWith('aws:resourcetag/')) checkTagSupport(statement, condition, context);
    else if (action.name === 'Action' && !key.startsWith('aws:')) checkServiceKey(statement, condition, context);
  }
};

/** An action named in full that never carries the service's key: under a positive operator the statement is dead for it. */
function checkServiceKey(
  { action, effect }: StatementNode,
  condition: ConditionNode,
  { kind, report }: CheckContext,
): void {
  const key = condition.key.toLowerCase();
  const prefix = key.slice(0, key.indexOf(':'));
  const name = condition.name;
  const service = serviceReference(prefix);
  if (
    service === undefined ||
    name === undefined ||
    name.ifExists ||
    name.operator.negated ||
    name.operator.family === 'Null' ||
    name.qualifier === 'ForAllValues'
  )
    return;
  if (kind !== 'identity' || effect !== 'Allow') return;
  const own = (action?.texts ?? []).filter(({ text }) => text === '*' || text.toLowerCase().startsWith(`${prefix}:`));
  // Where one of several actions has the key the statement does what it says; only a statement that is wholly dead is an error.
  const dead = own.every(({ text }) => {
    const [only, ...more] = actionsMatching(text);
    return only !== undefined && more.length === 0 && !hasWildcard(text) && !hasKey(only.service, only.action, key);
  });
  if (own.length === 0 || !dead) return;
  report(
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    condition,
    `requests of ${own.map(({ text }) => text).join(', ')} never carry ${condition.key}`,
  );
}

function hasKey(service: ServiceReference, action: ActionReference, key: string): boolean {
  const own = [...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)];
  if (own.some((known) => meansKey(known.toLowerCase(), key))) return true;
  return ![...boundKeys(service)].some((known) => meansKey(known, key));
}

const boundByService = new Map<string, ReadonlySet<string>>();

/** In lower case. Keys that the reference ties to no action at all hold for the whole service. */
function boundKeys(service: ServiceReference): ReadonlySet<string> {
  const known = boundByService.get(service.prefix);
  if (known !== undefined) return known;
  const actions = [...service.actions.values()];
  const keys = actions.flatMap((each) => [
    ...each.conditionKeys,
    ...each.resourceTypes.flatMap((type) => type.conditionKeys),
  ]);
  const bound = new Set(keys.map((each) => each.toLowerCase()));
  boundByService.set(service.prefix, bound);
  return bound;
}

/** Services none of whose actions carry the tags of their resource. */
function checkTagSupport({ action, effect }: StatementNode, condition: ConditionNode, { report }: CheckContext): void {
  const not = action?.name === 'NotAction';
  const prefixes = new Set(
    (action?.texts ?? [])
      .map(({ text }) => text.toLowerCase().split(':')[0] ?? '')
      .filter((prefix) => !prefix.includes('*')),
  );
  const without = [...prefixes].filter((prefix) => {
    const service = serviceReference(prefix);
    return service !== undefined && !supportsTags(service);
  });
  if (without.length === 0) return;
  const code = not
    ? effect === 'Deny'
      ? 'DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
      : 'ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
    : effect === 'Deny'
      ? 'DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE'
      : 'ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE';
  report(code, condition, `${without.join(', ')} does not know tags of resources: ${condition.key} is absent there`);
}

function supportsTags(service: ServiceReference): boolean {
  return [...service.conditionKeys.keys()].some((key) => key.toLowerCase().includes('resourcetag/'));
}

/** A key that is little worth without another. */
const pairs: Readonly<Record<string, readonly string[]>> = {
  'aws:vpcsourceip': ['aws:sourcevpc', 'aws:sourcevpce', 'aws:sourcevpcarn'],
  'aws:ec2instancesourceprivateipv4': ['aws:ec2instancesourcevpc'],
};

export const checkPairedKeys: StatementCheck = ({ conditions }, { report }) => {
  const keys = new Set(conditions.map((condition) => condition.key.toLowerCase()));
  for (const condition of conditions) {
    const partners = pairs[condition.key.toLowerCase()];
    if (partners === undefined || partners.some((partner) => keys.has(partner))) continue;
    report(
      'MISSING_PAIRED_CONDITION_KEYS',
      condition,
      `private addresses repeat in every VPC: add ${partners.join(' or ')}`,
    );
  }
};
