/**
 * Grants that open more than they seem to: handing roles to services, making service-linked roles.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode } from '../syntax.ts';

export const checkPassRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, {
    action: 'iam:passrole',
    code: 'PASS_ROLE',
    key: 'iam:passedtoservice',
    patterns: true,
    alsoBy: 'iam:associatedresourcearn',
  });
};

export const checkServiceLinkedRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, {
    action: 'iam:createservicelinkedrole',
    code: 'CREATE_SLR',
    key: 'iam:awsservicename',
    patterns: false,
  });
};

interface Wide {
  readonly action: string;
  readonly code: string;
  /** A condition on it narrows the grant. */
  readonly key: string;
  /** Whether one with a pattern does. */
  readonly patterns: boolean;
  /** So does a condition on this key. */
  readonly alsoBy?: string;
}

function reportWide(statement: StatementNode, { kind, report }: CheckContext, wide: Wide): void {
  const { action, code } = wide;
  if (statement.effect !== 'Allow' || (kind !== 'identity' && kind !== 'permissionsBoundary' && kind !== 'session'))
    return;
  const { action: actions, resource } = statement;
  if (actions === undefined || resource === undefined) return;
  if (statement.conditions.some((condition) => namesServices(condition, wide))) return;
  const matching = actions.texts.filter(({ text }) =>
    matchesGlob(globOf(tokenize(text.toLowerCase(), false, true).tokens), action),
  );
  const notAction = actions.name === 'NotAction';
  if (notAction ? matching.length > 0 : matching.length === 0) return;
  const notResource = resource.name === 'NotResource';
  if (!notResource && !resource.texts.some(({ text }) => isEveryRole(text))) return;
  const literal = matching.find(({ text }) => text.toLowerCase() === action);
  const suffix = notAction
    ? notResource
      ? 'WITH_NOT_ACTION_AND_NOT_RESOURCE'
      : 'WITH_STAR_IN_RESOURCE_AND_NOT_ACTION'
    : literal !== undefined
      ? notResource
        ? 'WITH_NOT_RESOURCE'
        : 'WITH_STAR_IN_RESOURCE'
      : notResource
        ? 'WITH_STAR_IN_ACTION_AND_NOT_RESOURCE'
        : 'WITH_STAR_IN_ACTION_AND_RESOURCE';
  const [every] = notResource ? [] : resource.texts.filter(({ text }) => isEveryRole(text));
  report(`${code}_${suffix}`, literal ?? actions, {}, { also: [every ?? resource] });
}

/** Every role of an account, or of all: `*`, `arn:aws:iam::*:role/*`. One whose name must begin somehow is meant. */
function isEveryRole(text: string): boolean {
  const parts = text.split(':');
  const resource = parts.length < 6 ? '' : parts.slice(5).join(':');
  return text === '*' || ['*', 'role*', 'role/*', 'role/**'].includes(resource);
}

/**
 * A condition that says which services. StringEqualsIfExists does not count, since it passes where the key is absent. What AWS answers about
 * its own policies shows the rest: a pattern says which services may get a role, and not which service-linked roles may be made; for roles a
 * condition on the resource that gets it counts too.
 */
function namesServices({ key: written, name, values }: ConditionNode, { key, patterns, alsoBy }: Wide): boolean {
  if (name === undefined || name.operator.negated) return false;
  const lower = written.toLowerCase();
  const { family, wildcards } = name.operator;
  if (lower === alsoBy) return family === 'Arn' || family === 'String';
  if (lower !== key || family !== 'String') return false;
  if (patterns && wildcards) return values.some(({ text }) => text !== '*');
  return !name.ifExists && values.every(({ text }) => !hasWildcard(text));
}
