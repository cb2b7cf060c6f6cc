/**
 * Grants that open more than they seem to: handing roles to services, making service-linked roles.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
import { globOf, matchesGlob } from '../../match/glob.ts';
import { tokenize } from '../../match/pattern.ts';
import type { CheckContext, StatementCheck } from '../check.ts';
import type { StatementNode } from '../syntax.ts';

export const checkPassRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, {
    action: 'iam:passrole',
    code: 'PASS_ROLE',
    key: 'iam:passedtoservice',
    what: 'passing any role to any service',
  });
};

export const checkServiceLinkedRole: StatementCheck = (statement, context) => {
  reportWide(statement, context, {
    action: 'iam:createservicelinkedrole',
    code: 'CREATE_SLR',
    key: 'iam:awsservicename',
    what: 'making service-linked roles for any service',
  });
};

interface Wide {
  readonly action: string;
  readonly code: string;
  /** A condition on it narrows the grant. */
  readonly key: string;
  readonly what: string;
}

function reportWide(statement: StatementNode, { kind, report }: CheckContext, { action, code, key, what }: Wide): void {
  if (statement.effect !== 'Allow' || (kind !== 'identity' && kind !== 'permissionsBoundary' && kind !== 'session'))
    return;
  const { action: actions, resource } = statement;
  if (actions === undefined || resource === undefined) return;
  if (statement.conditions.some((condition) => condition.key.toLowerCase() === key)) return;
  const matching = actions.texts.filter(({ text }) =>
    matchesGlob(globOf(tokenize(text.toLowerCase(), false, true).tokens), action),
  );
  const notAction = actions.name === 'NotAction';
  if (notAction ? matching.length > 0 : matching.length === 0) return;
  const notResource = resource.name === 'NotResource';
  const star = resource.texts.some(({ text }) => text === '*');
  if (!notResource && !star) return;
  const literal = matching.some(({ text }) => text.toLowerCase() === action);
  const suffix = notAction
    ? notResource
      ? 'WITH_NOTACTION_AND_NOTRESOURCE'
      : 'WITH_STAR_IN_RESOURCE_AND_NOTACTION'
    : literal
      ? notResource
        ? 'WITH_NOTRESOURCE'
        : 'WITH_STAR_IN_RESOURCE'
      : notResource
        ? 'WITH_STAR_IN_ACTION_AND_NOTRESOURCE'
        : 'WITH_STAR_IN_ACTION_AND_RESOURCE';
  report(
    `${code}_${suffix}`,
    literal ? (matching.find(({ text }) => text.toLowerCase() === action) ?? actions) : actions,
    `this allows ${what}: name the resources`,
  );
}
