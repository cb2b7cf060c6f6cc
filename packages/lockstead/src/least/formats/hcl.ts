/**
 * Policies as Terraform and OpenTofu take them.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy
 */
import { Identifiers, policyName, principalName } from '../names.ts';
import type { Offer } from '../offer.ts';

export function hcl(offers: readonly Pick<Offer, 'principal' | 'documents'>[]): string {
  const identifiers = new Identifiers();
  const blocks = offers.flatMap(({ principal, documents }) =>
    documents.map((document, at) => {
      const name = policyName(principal, at);
      const identifier = identifiers.take(name.replaceAll(/[^A-Za-z0-9_]/g, '_'));
      const policy = `# ${principal}\nresource "aws_iam_policy" "${identifier}" {\n  name   = ${text(name)}\n  policy = jsonencode(${expression(document, '  ')})\n}\n`;
      return `${policy}${attachment(principal, identifier)}`;
    }),
  );
  return blocks.join('\n');
}

function attachment(principal: string, identifier: string): string {
  const { kind, name } = principalName(principal);
  if (kind === 'root') return '';
  return `\nresource "aws_iam_${kind}_policy_attachment" "${identifier}" {\n  ${kind}       = ${text(name)}\n  policy_arn = aws_iam_policy.${identifier}.arn\n}\n`;
}

function expression(value: unknown, indent: string): string {
  if (typeof value === 'string') return text(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((one) => `${deeper}${expression(one, deeper)},\n`).join('')}${indent}]`;
  }
  const lines = Object.entries(value as object).map(
    ([key, one]) => `${deeper}${/^[A-Za-z]\w*$/.test(key) ? key : text(key)} = ${expression(one, deeper)}\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

/** In HCL `${` and `%{` begin a template, and are doubled where they are meant as they stand. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll(/[$%](?=\{)/g, (sign) => `${sign}${sign}`);
}
