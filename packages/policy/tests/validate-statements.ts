/** Statements to change one thing in: what the cases of validation are made of. */

export const allow = (more: object): object => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::box/*',
  ...more,
});
export const when = (Condition: object, more: object = {}): object => allow({ Condition, ...more });
export const open = (more: object): object => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::box/*',
  ...more,
});
export const trust = (more: object): object => ({
  Effect: 'Allow',
  Principal: { AWS: '111122223333' },
  Action: 'sts:AssumeRole',
  ...more,
});
export const document = (...statements: object[]): object => ({ Version: '2012-10-17', Statement: statements });
export const github: string = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
export const trusted = (sub: string): object =>
  trust({
    Principal: { Federated: github },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': sub } },
  });
export const pass = (more: object): object => ({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', ...more });
export const linked = (more: object): object => ({
  Effect: 'Allow',
  Action: 'iam:CreateServiceLinkedRole',
  Resource: '*',
  ...more,
});
export const role: string = 'arn:aws:iam::111122223333:role/x';
export const webIdentity = (Federated: string, Condition: object): object =>
  trust({ Principal: { Federated }, Action: 'sts:AssumeRoleWithWebIdentity', Condition });
export const denyAll = (more: object): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
  ...more,
});
export const putUnder = (key: string): object =>
  when({ StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key } }, { Action: 's3:PutObject' });
export const readAttributes = (more: object): object => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/t',
  Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'name'] }, ...more },
});
export const listUnder = (Effect: string, operator: string): object => ({
  Effect,
  Action: 's3:ListBucket',
  Resource: 'arn:aws:s3:::box',
  Condition: { [operator]: { 's3:prefix': 'private/*' } },
});

/** A text as it is; a document, or one statement of a document of version 2012-10-17, as JSON. */
export function textOf(policy: string | object): string {
  if (typeof policy === 'string') return policy;
  return JSON.stringify(
    'Statement' in policy || 'Version' in policy ? policy : { Version: '2012-10-17', Statement: [policy] },
  );
}
