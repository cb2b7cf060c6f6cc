/** Policy variables: written right, and where they mean something. */
import { tokenize } from '../../match/pattern.ts';
import { variableFault } from '../../parse/values.ts';
import type { CheckContext, StatementCheck } from '../check.ts';
import type { Place } from '../finding.ts';

export const checkVariables: StatementCheck = (statement, context) => {
  for (const node of statement.resource?.texts ?? []) checkText(node.text, node, context);
  for (const { name, values } of statement.conditions) {
    for (const value of values) {
      if (!value.text.includes('${')) continue;
      if (name !== undefined && !name.operator.variables) {
        context.report('INVALID_VARIABLE_FOR_OPERATOR', value);
      } else checkText(value.text, value, context);
    }
  }
  for (const node of statement.principal?.principals ?? []) {
    if (node.text.includes('${'))
      context.report('VARIABLE_UNSUPPORTED_IN_ELEMENT', node, { variable: variableIn(node.text) });
  }
};

function checkText(text: string, place: Place, { policy, report }: CheckContext): void {
  if (!text.includes('${')) return;
  if (policy.version !== '2012-10-17') {
    const { tokens } = tokenize(text, true, true);
    if (tokens.some((token) => token.kind === 'variable')) {
      report('VARIABLE_UNSUPPORTED_IN_VERSION', place);
    }
    return;
  }
  const fault = variableFault(text, policy.version);
  if (fault !== undefined) report(fault.code, place);
}

/** The first variable as written. */
export function variableIn(text: string): string {
  const open = text.indexOf('${');
  const close = text.indexOf('}', open);
  return text.slice(open, close < 0 ? undefined : close + 1);
}
