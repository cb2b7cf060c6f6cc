/**
 * Grants that open more than they seem to: handing roles to services, making service-linked roles.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode } from '../syntax.ts';

export const checkPassRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, { action: 'iam:passrole', code: 'PASS_ROLE', key: 'iam:passedtoservice' });
};

export const checkServiceLinkedRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, {
    action: 'iam:createservicelinkedrole',
    code: 'CREATE_SLR',
    key: 'iam:awsservicename',
  });
};

interface Wide {
  readonly action: string;
  readonly code: string;
  /** A condition on it narrows the grant. */
  readonly key: string;
}

function reportWide(statement: StatementNode, { kind, report }: CheckContext, { action, code, key }: Wide): void {
  if (statement.effect !== 'Allow' || (kind !== 'identity' && kind !== 'permissionsBoundary' && kind !== 'session'))
    return;
  const { action: actions, resource } = statement;
  if (actions === undefined || resource === undefined) return;
  if (statement.conditions.some((condition) => namesServices(condition, key))) return;
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
  const [wide] = notResource ? [] : resource.texts.filter(({ text }) => isEveryRole(text));
  report(`${code}_${suffix}`, literal ?? actions, {}, { also: [wide ?? resource] });
}

/** Every role of an account, or of all: `*`, `arn:aws:iam::*:role/*`. One whose name must begin somehow is meant. */
function isEveryRole(text: string): boolean {
  const parts = text.split(':');
  const resource = parts.length < 6 ? '' : parts.slice(5).join(':');
  return text === '*' || ['*', 'role*', 'role/*', 'role/**'].includes(resource);
}

/**
 * A condition that says which services. IfExists passes where the key is absent, a wildcard may be any of several services:
 * AWS's own policies with either are on its list of policies with the finding.
 */
function namesServices({ key: written, name, values }: ConditionNode, key: string): boolean {
  if (written.toLowerCase() !== key || name === undefined || name.ifExists) return false;
  const { family, negated } = name.operator;
  return family === 'String' && !negated && values.every(({ text }) => !hasWildcard(text));
}
