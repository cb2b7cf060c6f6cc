/**
 * Two readings of a policy that need no context: the one that gives as much as any request could get, and the one that gives
 * no more than every request gets. What the first denies is never allowed; what the second allows always is.
 */

import type { AttachedPolicy, ControlLevel, Layer, Layers } from '../layers.ts';
import { type Token, tokenize } from '../match/pattern.ts';
import type { Document } from '../parse/document.ts';
import { documentOf } from '../parse/parse-policy.ts';
import { isPublic } from '../public/public-policy.ts';
import type { PatternList, Statement } from '../statement.ts';

/** `scant`: an allow counts only where it must, and so does a deny. */
export type Reading = 'generous' | 'strict' | 'scant';

/** A layer, or one level of its control policies. */
export interface Place {
  readonly layer: Layer;
  readonly target?: string;
}

const read: Readonly<Record<Reading, WeakMap<Document, Document>>> = {
  generous: new WeakMap(),
  strict: new WeakMap(),
  scant: new WeakMap(),
};

function readDocument(document: Document, reading: Reading): Document {
  const known = read[reading].get(document);
  if (known !== undefined) return known;
  const statements = document.statements.map((statement) => variant(statement, document, reading));
  const made = documentOf(document.kind, document.version, statements, document.text, document.id);
  read[reading].set(document, made);
  return made;
}

/** `scant`: this place is read so, the others as `reading` says. */
export function readLayers(layers: Layers, reading: Reading, scant?: Place): Layers {
  const attachedAt =
    (layer: Layer, target?: string) =>
    (policy: AttachedPolicy): AttachedPolicy => ({
      ...policy,
      document: readDocument(policy.document, scant?.layer === layer && scant.target === target ? 'scant' : reading),
    });
  const levels = (layer: Layer, given: readonly ControlLevel[]): readonly ControlLevel[] =>
    given.map((level) => ({ ...level, policies: level.policies.map(attachedAt(layer, level.target)) }));
  const { identity, permissionsBoundary, session, resource, vpcEndpoint, serviceControl, resourceControl } = layers;
  return {
    ...layers,
    // Whether a bucket is public is seen in its policy as it stands.
    restrictPublicBuckets:
      layers.restrictPublicBuckets === true && resource !== undefined && isPublic(resource.document),
    ...(identity && { identity: identity.map(attachedAt('identity')) }),
    ...(permissionsBoundary &&
      permissionsBoundary !== 'deleted' && {
        permissionsBoundary: attachedAt('permissionsBoundary')(permissionsBoundary),
      }),
    ...(session && { session: session.map(attachedAt('session')) }),
    ...(resource && { resource: attachedAt('resource')(resource) }),
    ...(vpcEndpoint && { vpcEndpoint: attachedAt('vpcEndpoint')(vpcEndpoint) }),
    ...(serviceControl && { serviceControl: levels('serviceControl', serviceControl) }),
    ...(resourceControl && { resourceControl: levels('resourceControl', resourceControl) }),
  };
}

/** Numbers stay: a statement that falls away keeps its place and matches nothing. */
function variant(statement: Statement, { version }: Document, reading: Reading): Statement {
  const allows = statement.effect === 'Allow';
  // The generous reading takes an allow as far as it can go and a deny only where it must; the strict one the other way round.
  const wide = reading !== 'scant' && allows === (reading === 'generous');
  const { resource: list } = statement;
  const variables = version === '2012-10-17';
  // NotResource with a variable matches nothing for certain: without a value for it the statement does not count.
  const unsure = list?.negated === true && list.patterns.some((pattern) => hasVariable(pattern, variables));
  if (!wide && (unsure || statement.conditions.length > 0))
    return { ...statement, action: { negated: false, patterns: [] } };
  const base = list === undefined ? statement : { ...statement, resource: resources(list, variables, wide) };
  return wide ? { ...base, conditions: [] } : base;
}

/** A variable may be any text: in the wide reading it is a star (or leaves nothing out), in the narrow one it matches nothing for certain. */
function resources(list: PatternList, variables: boolean, wide: boolean): PatternList {
  const patterns: string[] = [];
  for (const pattern of list.patterns) {
    if (!hasVariable(pattern, variables)) patterns.push(pattern);
    else if (wide && !list.negated) patterns.push(starred(tokenize(pattern, variables, true).tokens));
  }
  return { ...list, patterns };
}

function hasVariable(pattern: string, variables: boolean): boolean {
  return tokenize(pattern, variables, true).tokens.some((token) => token.kind === 'variable');
}

function starred(tokens: readonly Token[]): string {
  return tokens
    .map((token) => (token.kind === 'text' ? literal(token.text) : token.kind === 'question' ? '?' : '*'))
    .join('');
}

function literal(text: string): string {
  let written = '';
  for (const character of text) written += '*?$'.includes(character) ? `\${${character}}` : character;
  return written;
}

/** Whether conditions or variables decide about a statement at all. */
export function isConditional(statement: Statement, version: Document['version']): boolean {
  if (statement.conditions.length > 0) return true;
  const variables = version === '2012-10-17';
  return (statement.resource?.patterns ?? []).some((pattern) => hasVariable(pattern, variables));
}
