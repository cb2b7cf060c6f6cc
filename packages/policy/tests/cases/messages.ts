/** Rules 116-119: AWS's sentences, word for word. */
import { account, anonymous, type Case, everything, type Json, lambda, otherAccount, root, session } from '../case.ts';

const user = `User: arn:aws:iam::${account}:user/alice is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key`;
export const deny: Json = { Effect: 'Deny', Action: '*', Resource: '*' };
export const denyForAll: Json = { ...deny, Principal: '*' };
const fullRcp = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const write = { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' };
const role = `arn:aws:iam::${account}:role/target`;
const assume = { rule: 'trust', action: 'sts:AssumeRole', resource: role } as const;
const assuming = `User: arn:aws:iam::${account}:user/alice is not authorized to perform: sts:AssumeRole on resource: ${role}`;

export const messageCases: readonly (Omit<Case, 'expect'> & { readonly says: string })[] = [
  {
    name: 'no identity policy',
    rules: [116, 117],
    says: `${user} because no identity-based policy allows the s3:GetObject action`,
  },
  {
    name: 'no boundary',
    rules: [117],
    identity: everything,
    boundary: write,
    says: `${user} because no permissions boundary allows the s3:GetObject action`,
  },
  {
    name: 'no session policy',
    rules: [116, 117],
    principal: session,
    identity: everything,
    session: [write],
    says: `User: arn:aws:sts::${account}:assumed-role/deployer/run-7 is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key because no session policy allows the s3:GetObject action`,
  },
  {
    name: 'no resource policy',
    rules: [117],
    resourceAccount: otherAccount,
    identity: everything,
    says: `${user} because no resource-based policy allows the s3:GetObject action`,
  },
  {
    name: 'no endpoint policy',
    rules: [117],
    identity: everything,
    endpoint: { ...write, Principal: '*' },
    says: `${user} because no VPC endpoint policy allows the s3:GetObject action`,
  },
  {
    name: 'no service control policy',
    rules: [117],
    identity: everything,
    scps: [[write]],
    says: `${user} because no service control policy allows the s3:GetObject action`,
  },
  {
    name: 'no trust',
    rules: [117],
    ...assume,
    identity: everything,
    resourcePolicy: { Effect: 'Allow', Principal: { AWS: otherAccount }, Action: 'sts:AssumeRole' },
    says: `${assuming} because no role trust policy allows the sts:AssumeRole action`,
  },
  {
    name: 'a deny in an identity policy',
    rules: [118],
    identity: [everything, deny],
    says: `${user} with an explicit deny in an identity-based policy`,
  },
  {
    name: 'a deny in a boundary',
    rules: [118],
    identity: everything,
    boundary: deny,
    says: `${user} with an explicit deny in a permissions boundary`,
  },
  {
    name: 'a deny in a resource policy',
    rules: [118],
    identity: everything,
    resourcePolicy: denyForAll,
    says: `${user} with an explicit deny in a resource-based policy`,
  },
  {
    name: 'a deny in an endpoint policy',
    rules: [118],
    identity: everything,
    endpoint: denyForAll,
    says: `${user} with an explicit deny in a VPC endpoint policy`,
  },
  {
    name: 'a deny in a service control policy',
    rules: [118],
    identity: everything,
    scps: [[everything, deny]],
    says: `${user} with an explicit deny in a service control policy`,
  },
  {
    name: 'a deny in a resource control policy',
    rules: [118],
    identity: everything,
    rcps: [[fullRcp, denyForAll]],
    says: `${user} with an explicit deny in a resource control policy`,
  },
  {
    name: 'a deny in a trust policy',
    rules: [118],
    ...assume,
    identity: everything,
    resourcePolicy: { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
    says: `${assuming} with an explicit deny in the role trust policy`,
  },
  {
    name: 'a deny names its managed policy',
    rules: [119],
    identities: [{ name: 'stop', arn: `arn:aws:iam::${account}:policy/stop`, statements: [deny] }],
    says: `${user} with an explicit deny in an identity-based policy: arn:aws:iam::${account}:policy/stop`,
  },
  {
    name: 'root',
    rules: [116],
    principal: root,
    resourceAccount: otherAccount,
    says: `User: arn:aws:iam::${account}:root is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key because no resource-based policy allows the s3:GetObject action`,
  },
  {
    name: 'nobody in particular',
    rules: [116],
    principal: anonymous,
    resourceAccount: account,
    says: 'User: anonymous is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key because no resource-based policy allows the s3:GetObject action',
  },
  {
    name: 'a service',
    rules: [116],
    principal: lambda,
    resourceAccount: account,
    says: 'User: lambda.amazonaws.com is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::box/key because no resource-based policy allows the s3:GetObject action',
  },
  {
    name: 'root assuming a role',
    rules: ['60a'],
    ...assume,
    principal: root,
    resourcePolicy: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' },
    says: 'Roles may not be assumed by root accounts.',
  },
];
