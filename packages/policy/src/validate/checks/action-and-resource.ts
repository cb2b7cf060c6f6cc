/**
 * Actions and resources together: does the action act on any of the resources of its statement? Of all mistakes in policies these are made
 * most (`s3:ListBucket` on the objects, `s3:GetObject` on the bucket), and nobody tells them.
 */
import { type ActionReference, type ResourceReference, serviceReference } from '../../reference/reference.ts';
import { intersects, shapeOf } from '../arn-shapes.ts';
import { hasWildcard, type StatementCheck } from '../check.ts';
import type { TextNode } from '../syntax.ts';
import { listed } from '../wording.ts';

/** Actions of a statement that are looked at, and its resources: each is held against each. */
const actionsMax = 300;
const resourcesMax = 100;

export const checkActionsOnResources: StatementCheck = ({ action, resource, effect }, { kind, report, spend }) => {
  if (kind === 'trust' || effect === undefined || action?.name !== 'Action' || resource?.name !== 'Resource') return;
  const { texts } = resource;
  if (texts.length === 0 || texts.length > resourcesMax || texts.some(({ text }) => !isDefinite(text))) return;
  const resources = texts.map(({ text }) => shapeOf(text));
  const without: TextNode[] = [];
  const elsewhere: { readonly node: TextNode; readonly types: readonly ResourceReference[] }[] = [];
  for (const node of action.texts.slice(0, actionsMax)) {
    const types = named(node.text)?.resourceTypes;
    if (types === undefined) continue;
    if (types.length === 0) without.push(node);
    else if (!spend(costOf(types, resources))) break;
    else if (!types.some((type) => resources.some((given) => isOne(given, type)))) elsewhere.push({ node, types });
  }
  const [first, ...more] = without;
  if (first !== undefined) {
    const names = listed(without.map(({ text }) => text));
    report('lockstead-action-without-resource', first, { action: names }, { also: [...more, resource] });
  }
  const [wrong, ...others] = elsewhere;
  if (wrong === undefined) return;
  report(
    'lockstead-resource-of-other-kind',
    wrong.node,
    { action: listed(elsewhere.map(({ node }) => node.text)) },
    {
      also: [...others.map(({ node }) => node), resource],
      note: `${wrong.node.text} acts on ${listed([...new Set(wrong.types.map(({ arn }) => arn))])}`,
      fix: meant(wrong.types, texts),
    },
  );
};

function costOf(types: readonly ResourceReference[], resources: readonly string[]): number {
  const templates = types.reduce((sum, { arn }) => sum + arn.length, 0);
  return templates * resources.reduce((sum, { length }) => sum + length, 0);
}

/** Not `*`, and an ARN with all its parts: of others other checks speak. */
function isDefinite(text: string): boolean {
  return text.startsWith('arn:') && shapeOf(text).split(':').length >= 6;
}

/** An action written in full that the reference has. */
function named(text: string): ActionReference | undefined {
  if (hasWildcard(text)) return undefined;
  const [prefix = '', name = ''] = text.toLowerCase().split(':');
  return serviceReference(prefix)?.actions.get(name);
}

function isOne(given: string, { name, arn }: ResourceReference): boolean {
  // The name of a bucket has no slash, which the template does not say.
  if (isBucket(name, arn) && given.slice('arn:'.length).includes('/')) return false;
  // Part by part: a star that ends one resource's name is not meant to reach into the next part of another's.
  const [template, pattern] = [partsOf(shapeOf(arn)), partsOf(given)];
  return template.every((part, i) => intersects(part, pattern[i] ?? ''));
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function isBucket(name: string, arn: string): boolean {
  return name === 'bucket' && arn.includes(':s3:::');
}

/** The bucket for an action on buckets, its objects for one on objects. */
function meant(types: readonly ResourceReference[], texts: readonly TextNode[]): string | undefined {
  const [only, ...more] = texts;
  if (only === undefined || more.length > 0 || !/^arn:[^:]*:s3:::/.test(only.text)) return undefined;
  if (types.some(({ name, arn }) => isBucket(name, arn))) return only.text.replace(/\/.*$/, '');
  return types.some(({ name }) => name === 'object') ? `${only.text}/*` : undefined;
}
