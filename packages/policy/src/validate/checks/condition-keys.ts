/** Keys and actions together: does the request that the statement is about have this key at all? */
import {
  type ActionReference,
  actionsMatching,
  globalKeyType,
  meansKey,
  type ServiceReference,
  serviceKey,
  serviceReference,
} from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, isIdentity, type StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode, TextNode } from '../syntax.ts';
import { listed } from '../wording.ts';

export const checkKeysOfActions: StatementCheck = (statement, context) => {
  const { action, conditions } = statement;
  if (action === undefined) return;
  let known: readonly TextNode[] | undefined;
  const untagged = (): readonly TextNode[] => {
    known ??= action.texts.slice(0, actionsMax).filter(({ text }) => !carriesTags(text));
    return known;
  };
  for (const condition of conditions.slice(0, conditionsMax)) {
    const key = condition.key.toLowerCase();
    if (!asksForTheValue(condition)) continue;
    if (key.startsWith('aws:resourcetag/')) checkTagSupport(statement, condition, untagged, context);
    else if (action.name === 'Action' && !key.startsWith('aws:')) checkServiceKey(action.texts, condition, context);
  }
};

/** Conditions and actions are compared in pairs: of a hostile statement with thousands of both, these. */
const conditionsMax = 50;
const actionsMax = 2_000;

/** IfExists, ForAllValues and Null say what an absent key means: then the condition does something for every action. */
function asksForTheValue({ name }: ConditionNode): boolean {
  return name !== undefined && !name.ifExists && name.operator.family !== 'Null' && name.qualifier !== 'ForAllValues';
}

/** Actions named in full whose requests never carry the key. AWS leaves out those with wildcards, and so do we. */
function checkServiceKey(actions: readonly TextNode[], condition: ConditionNode, { report, kind }: CheckContext): void {
  const key = condition.key.toLowerCase();
  if (globalKeyType(key) !== undefined) return;
  const owner = serviceReference(key.slice(0, key.indexOf(':')));
  const owned = owner !== undefined && serviceKey(owner, key) !== undefined;
  const without = actions.slice(0, actionsMax).filter(({ text }) => {
    if (hasWildcard(text)) return false;
    const [only] = actionsMatching(text);
    if (only === undefined) return false;
    // A key of another service: it comes with that service's requests alone.
    return serviceKey(only.service, key) === undefined ? owned : !hasKey(only.service, only.action, key);
  });
  const [first, ...also] = without;
  if (first === undefined) return;
  // AWS's examples are a key of S3, and a trust policy. Of keys of other services it tells nothing in its own managed policies: there it is ours.
  report(
    !isIdentity(kind) || key.startsWith('s3:')
      ? 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY'
      : 'lockstead-key-without-action',
    first,
    { actions: listed(without.map(({ text }) => text)), key: condition.key },
    { also: [...also, { path: condition.path, span: condition.value.span }] },
  );
}

function hasKey(service: ServiceReference, action: ActionReference, key: string): boolean {
  if (keysOf(action).some((known) => meansKey(known.toLowerCase(), key))) return true;
  return ![...boundKeys(service)].some((known) => meansKey(known, key));
}

function keysOf({ conditionKeys, resourceTypes }: ActionReference): readonly string[] {
  return [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)];
}

const boundByService = new Map<string, ReadonlySet<string>>();

/** In lower case. Keys that the reference ties to no action at all hold for the whole service. */
function boundKeys(service: ServiceReference): ReadonlySet<string> {
  const known = boundByService.get(service.prefix);
  if (known !== undefined) return known;
  const bound = new Set([...service.actions.values()].flatMap(keysOf).map((each) => each.toLowerCase()));
  boundByService.set(service.prefix, bound);
  return bound;
}

/** Actions of services that know no tags of their resources; what has NotAction always means some of them. */
function checkTagSupport(
  { action, effect }: StatementNode,
  condition: ConditionNode,
  untagged: () => readonly TextNode[],
  { report }: CheckContext,
): void {
  const { key: conditionKeyName, name } = condition;
  if (action === undefined || effect === undefined || name?.operator.negated === true) return;
  if (action.name === 'NotAction') {
    report(`${effect.toUpperCase()}_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`, condition, {
      conditionKeyName,
    });
    return;
  }
  const without = untagged();
  if (without.length === 0) return;
  const prefixes = new Set(without.map(({ text }) => text.slice(0, text.indexOf(':')).toLowerCase()));
  report(
    `${effect.toUpperCase()}_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE`,
    condition,
    { conditionKeyName, serviceNames: listed([...prefixes]) },
    { also: without },
  );
}

const tagging = new Map<string, boolean>();

/**
 * Whether any action of the service does: AWS speaks of services, not of single actions. IAM is in its example, which tags some kinds of
 * resources only; there the actions are looked at.
 */
function carriesTags(text: string): boolean {
  const prefix = text.slice(0, Math.max(0, text.indexOf(':'))).toLowerCase();
  const service = serviceReference(prefix);
  if (service === undefined) return true;
  if (prefix === 'iam') {
    const actions = actionsMatching(text);
    return actions.length === 0 || actions.some(({ action }) => hasTags(action));
  }
  const known = tagging.get(prefix) ?? [...service.actions.values()].some(hasTags);
  tagging.set(prefix, known);
  return known;
}

function hasTags(action: ActionReference): boolean {
  return keysOf(action).some((key) => key.toLowerCase().startsWith('aws:resourcetag/'));
}

/** A key that is little worth without another. */
const pairs: Readonly<Record<string, readonly string[]>> = {
  'aws:vpcsourceip': ['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceVpcArn'],
  'aws:ec2instancesourceprivateipv4': ['aws:Ec2InstanceSourceVpc'],
};

export const checkPairedKeys: StatementCheck = ({ conditions }, { report }) => {
  const keys = new Set(conditions.map((condition) => condition.key.toLowerCase()));
  for (const condition of conditions) {
    const partners = pairs[condition.key.toLowerCase()];
    if (partners === undefined || partners.some((partner) => keys.has(partner.toLowerCase()))) continue;
    const [first = ''] = partners;
    report('MISSING_PAIRED_CONDITION_KEYS', condition, { conditionKeyName: condition.key, recommendedKeys: first });
  }
};
