/**
 * Resource control policies: what they may say, and whom they hit unmeant.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
import { rcpServices } from '../../decide/rcp-services.ts';
import type { CheckContext, StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode } from '../syntax.ts';

export const checkResourceControl: StatementCheck = (statement, context) => {
  if (context.kind !== 'resourceControl') return;
  checkSyntax(statement, context);
  if (statement.effect === 'Deny') checkUnmeant(statement.conditions, context);
};

function checkSyntax(statement: StatementNode, { report }: CheckContext): void {
  const { effect, principal, action, resource, conditions } = statement;
  const everyone = principal?.name === 'Principal' && principal.principals.every(({ text }) => text === '*');
  const everything = resource?.name === 'Resource' && resource.texts.every(({ text }) => text === '*');
  if (principal !== undefined && !everyone) report('RCP_SYNTAX_ERROR_PRINCIPAL', principal);
  // The policy that AWS itself attaches to everything allows all; no other statement may allow.
  const [{ text: only = '' } = {}, ...more] = action?.texts ?? [];
  const whole = action?.name === 'Action' && only === '*' && more.length === 0;
  if (effect === 'Allow' && !(everyone && everything && whole && conditions.length === 0)) {
    const written = statement.members.get('Effect')?.value;
    report('RCP_SYNTAX_ERROR_ALLOW', { path: [...statement.path, 'Effect'], span: written?.span ?? statement.span });
  }
  if (action?.name === 'NotAction') report('RCP_SYNTAX_ERROR_NOTACTION', action);
  if (effect !== 'Deny' || action?.name !== 'Action') return;
  for (const node of action.texts) {
    const colon = node.text.indexOf(':');
    if (colon < 0 || !rcpServices.has(node.text.slice(0, colon).toLowerCase())) report('RCP_SYNTAX_ERROR_ACTION', node);
  }
}

const ofPrincipals: readonly string[] = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
];
const ofSources: readonly string[] = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/**
 * A deny on who calls hits services that call on their own; one on the source of a service's call hits everybody else.
 * AWS DIFFERS? Which keys count as principal keys: here those that say who calls; aws:PrincipalTag is left out, since it makes exceptions.
 */
function checkUnmeant(conditions: readonly ConditionNode[], { report }: CheckContext): void {
  const asked = conditions.filter(({ name }) => name?.operator.family !== 'Null');
  const says = (wanted: string): boolean =>
    asked.some(
      ({ key, name, values }) =>
        key.toLowerCase() === 'aws:principalisawsservice' &&
        name?.operator.family === 'Bool' &&
        values.every(({ text }) => text.toLowerCase() === wanted),
    );
  const [ofCallers, ofServices] = [says('false'), says('true')];
  const sourced = conditions.some(
    ({ key, name, values }) =>
      ['aws:sourceaccount', 'aws:sourcearn'].includes(key.toLowerCase()) &&
      name?.operator.family === 'Null' &&
      values.every(({ text }) => text.toLowerCase() === 'false'),
  );
  for (const condition of asked) {
    const key = condition.key.toLowerCase();
    const values = { conditionKeyName: condition.key };
    if (ofPrincipals.includes(key) && !ofCallers)
      report('RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY', condition, values);
    if (!ofSources.includes(key)) continue;
    if (!ofServices) report('RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY', condition, values);
    if (!sourced) report('RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK', condition, values);
  }
}
