import { expect, test } from 'vitest';
import type { OfferedDocument } from '../statements.ts';
import { cdk } from './cdk.ts';
import { hcl } from './hcl.ts';
import { policiesJson, policyJson } from './json.ts';

const document = (Resource: string): OfferedDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [Resource],
      Condition: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com'] } },
    },
  ],
});
const role = 'arn:aws:iam::111122223333:role/team/app.one';
const offers = [
  { principal: role, documents: [document('a'), document('b')] },
  { principal: 'arn:aws:iam::111122223333:role/app-one', documents: [document('c')] },
  { principal: 'arn:aws:iam::111122223333:root', documents: [document('d')] },
];

test('HCL', () => {
  const text = hcl(offers.slice(1));
  expect(text).toBe(`# arn:aws:iam::111122223333:role/app-one
resource "aws_iam_policy" "least_app_one" {
  name   = "least-app-one"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "iam:PassRole",
        ]
        Resource = [
          "c",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = [
              "lambda.amazonaws.com",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "least_app_one" {
  role       = "app-one"
  policy_arn = aws_iam_policy.least_app_one.arn
}

# arn:aws:iam::111122223333:root
resource "aws_iam_policy" "least_root" {
  name   = "least-root"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "iam:PassRole",
        ]
        Resource = [
          "d",
        ]
        Condition = {
          StringEquals = {
            "iam:PassedToService" = [
              "lambda.amazonaws.com",
            ]
          }
        }
      },
    ]
  })
}
`);
});

test('HCL: names that come again have a number, and templates of HCL stay text', () => {
  const text = hcl(offers);
  const names = [...text.matchAll(/"aws_iam_policy" "(\w+)"/g)].map(([, name]) => name);
  expect(names).toEqual(['least_app_one', 'least_app_one_2', 'least_app_one_3', 'least_root']);
  expect(hcl([{ principal: role, documents: [document('x/\u0024{*}/%{if}/"')] }])).toContain(
    '"x/$\u0024{*}/%%{if}/\\""',
  );
});

test('CDK: each policy is attached to its role, and compiles as TypeScript', async () => {
  const text = cdk(offers);
  expect(text.match(/new iam\.ManagedPolicy\(scope, '(\w+)'/g)).toHaveLength(4);
  expect(text).toContain(`roles: [iam.Role.fromRoleName(scope, 'LeastAppOneRole', "app.one")]`);
  expect(new Set([...text.matchAll(/scope, '(\w+)'/g)].map(([, id]) => id)).size).toBe(7);
  const { stripTypeScriptTypes } = await import('node:module');
  const script = stripTypeScriptTypes(text).replaceAll(/^(import|export) .*$/gm, (line) =>
    line.startsWith('export') ? line.slice(7) : '',
  );
  expect(() => new Function(script)).not.toThrow();
});

test('JSON: one document alone, several as a list, many by principal', () => {
  expect(JSON.parse(policyJson({ documents: [document('a')] }))).toEqual(document('a'));
  expect(JSON.parse(policyJson({ documents: [document('a'), document('b')] }))).toHaveLength(2);
  expect(JSON.parse(policyJson({ documents: [] }))).toEqual([]);
  expect(Object.keys(JSON.parse(policiesJson(offers)))).toEqual(offers.map(({ principal }) => principal));
});
