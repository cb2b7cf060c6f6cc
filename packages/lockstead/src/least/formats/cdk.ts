/**
 * Policies as AWS CDK takes them, in TypeScript: a function that adds them to a construct.
 * Source: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.ManagedPolicy.html
 */
import { Identifiers, policyName, principalName } from '../names.ts';
import type { Offer } from '../offer.ts';

export function cdk(offers: readonly Pick<Offer, 'principal' | 'documents'>[]): string {
  const identifiers = new Identifiers();
  const policies = offers.flatMap(({ principal, documents }) =>
    documents.map((document, at) => {
      const name = policyName(principal, at);
      const id = identifiers.take(pascal(name));
      const lines = [
        `  // ${principal}`,
        `  new iam.ManagedPolicy(scope, '${id}', {`,
        `    managedPolicyName: ${JSON.stringify(name)},`,
        ...attachedTo(principal, id),
        `    document: iam.PolicyDocument.fromJson(${JSON.stringify(document, undefined, 2).replaceAll('\n', '\n    ')}),`,
        '  });',
      ];
      return lines.join('\n');
    }),
  );
  return [
    "import * as iam from 'aws-cdk-lib/aws-iam';",
    "import type { Construct } from 'constructs';",
    '',
    'export function addLeastPolicies(scope: Construct): void {',
    ...policies,
    '}',
    '',
  ].join('\n');
}

function attachedTo(principal: string, id: string): readonly string[] {
  const { kind, name } = principalName(principal);
  if (kind === 'role') return [`    roles: [iam.Role.fromRoleName(scope, '${id}Role', ${JSON.stringify(name)})],`];
  if (kind === 'user') return [`    users: [iam.User.fromUserName(scope, '${id}User', ${JSON.stringify(name)})],`];
  return [];
}

function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}
