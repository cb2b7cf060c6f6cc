/** Requests that speak of ACLs, and what comes of them. Those marked "AWS" stand so in its recorded answers. */
import type { AccessControlPolicy, Grant } from '@aws-sdk/client-s3';
import { parseAccountId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import { aclGroups } from '../../src/services/s3/acl/acl.ts';
import type { AclPlace } from '../../src/services/s3/acl/canned-acl.ts';
import { awsUsers } from '../../src/services/s3/acl/canonical-user.ts';
import type { AclInput } from '../../src/services/s3/acl/requested-acl.ts';
import { canonicalUserId } from '../../src/services/s3/canonical-user.ts';

const account = (text: string): ReturnType<typeof canonicalUserId> => {
  const id = parseAccountId(text);
  invariant(id !== undefined, text);
  return canonicalUserId(id);
};

export const owner: string = account('111122223333');
export const other: string = account('444455556666');
export const stranger: string = account('777788889999');

const bucket: AclPlace = { holder: 'bucket', owner, bucketOwner: owner };
const object: AclPlace = { holder: 'object', owner, bucketOwner: owner };
const foreignObject: AclPlace = { holder: 'object', owner: other, bucketOwner: owner };

/** `owner FULL_CONTROL`, `AllUsers READ`. */
type Grants = readonly string[];
const own = 'owner FULL_CONTROL';

export interface TakenCase {
  readonly name: string;
  readonly input: AclInput;
  readonly place: AclPlace;
  readonly grants: Grants;
}

export interface RefusedCase {
  readonly name: string;
  readonly input: AclInput;
  readonly place?: AclPlace;
  readonly code: string;
  readonly status?: number;
  readonly message: string;
  readonly members?: Readonly<Record<string, string>>;
}

const canned = (place: AclPlace, on: string, ACL: string, ...grants: Grants): TakenCase => ({
  name: `${ACL} on ${on}`,
  input: { ACL },
  place,
  grants,
});

const header = (name: string, input: AclInput, ...grants: Grants): TakenCase => ({
  name,
  input,
  place: bucket,
  grants,
});

const user = (id: string, Permission: Grant['Permission'] = 'READ'): Grant => ({
  Grantee: { Type: 'CanonicalUser', ID: id },
  Permission,
});
const group = (uri: string, Permission: Grant['Permission'] = 'READ'): Grant => ({
  Grantee: { Type: 'Group', URI: uri },
  Permission,
});
const body = (...Grants: readonly Grant[]): { AccessControlPolicy: AccessControlPolicy } => ({
  AccessControlPolicy: { Owner: { ID: owner }, Grants: [...Grants] },
});

const uri = aclGroups;

export const takenCases: readonly TakenCase[] = [
  canned(bucket, 'a bucket', 'private', own),
  canned(bucket, 'a bucket', 'public-read', own, 'AllUsers READ'),
  canned(bucket, 'a bucket', 'public-read-write', own, 'AllUsers READ', 'AllUsers WRITE'),
  canned(bucket, 'a bucket', 'authenticated-read', own, 'AuthenticatedUsers READ'),
  canned(bucket, 'a bucket', 'aws-exec-read', own, `${awsUsers.imageBundles} READ`),
  canned(bucket, 'a bucket', 'log-delivery-write', own, 'LogDelivery WRITE', 'LogDelivery READ_ACP'),
  canned(bucket, 'a bucket', 'bucket-owner-read', own),
  canned(bucket, 'a bucket', 'bucket-owner-full-control', own),
  canned(object, 'an object', 'private', own),
  canned(object, 'an object (AWS)', 'public-read', own, 'AllUsers READ'),
  canned(object, 'an object', 'bucket-owner-full-control', own),
  canned(object, 'an object', 'bucket-owner-read', own),
  canned(foreignObject, "another's object", 'bucket-owner-full-control', 'other FULL_CONTROL', own),
  canned(foreignObject, "another's object", 'bucket-owner-read', 'other FULL_CONTROL', 'owner READ'),
  canned(foreignObject, "another's object", 'private', 'other FULL_CONTROL'),
  header('a group in a header (AWS)', { GrantRead: `uri="${uri.LogDelivery}"` }, 'LogDelivery READ'),
  header('a user in a header', { GrantWriteACP: `id="${other}"` }, 'other WRITE_ACP'),
  header('without quotes', { GrantRead: `uri=${uri.AllUsers}` }, 'AllUsers READ'),
  header(
    'several in one header',
    { GrantRead: `id="${other}" ,\turi=${uri.AllUsers}, id = ${owner} ` },
    'other READ',
    'AllUsers READ',
    'owner READ',
  ),
  header(
    'several headers',
    {
      GrantReadACP: `id=${other}`,
      GrantWrite: `uri=${uri.LogDelivery}`,
      GrantFullControl: `id=${owner}`,
    },
    own,
    'LogDelivery WRITE',
    'other READ_ACP',
  ),
  header('names of types in any case', { GrantRead: `ID="${other}"` }, 'other READ'),
  header(
    "the delivery of CloudFront's logs",
    { GrantFullControl: `id="${awsUsers.cloudFrontLogs}"` },
    `${awsUsers.cloudFrontLogs} FULL_CONTROL`,
  ),
  header('a body (AWS)', body(user(owner, 'FULL_CONTROL'), group(uri.LogDelivery, 'WRITE')), own, 'LogDelivery WRITE'),
  header('a body without grants', body()),
  header('a body with the same grant twice', body(user(other), user(other)), 'other READ', 'other READ'),
  header(
    'a hundred grants',
    body(...Array.from({ length: 100 }, () => user(other))),
    ...Array.from({ length: 100 }, () => 'other READ'),
  ),
  {
    name: 'what the anonymous user owns',
    input: {
      AccessControlPolicy: {
        Owner: { ID: '65a011a29cdf8ec533ec3d1ccaae921c' },
        Grants: [user('65a011a29cdf8ec533ec3d1ccaae921c', 'FULL_CONTROL'), user(owner, 'FULL_CONTROL')],
      },
    },
    place: { holder: 'object', owner: '65a011a29cdf8ec533ec3d1ccaae921c', bucketOwner: owner },
    grants: ['65a011a29cdf8ec533ec3d1ccaae921c FULL_CONTROL', own],
  },
];

const malformed = {
  code: 'MalformedACLError',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
};
const broken = (name: string, input: AclInput): RefusedCase => ({ name, input, ...malformed });
const argument = (
  name: string,
  input: AclInput,
  message: string,
  argumentName: string,
  value: string,
): RefusedCase => ({
  name,
  input,
  code: 'InvalidArgument',
  message,
  members: { ArgumentName: argumentName, ArgumentValue: value },
});
const unreadable = (name: string, text: string): RefusedCase =>
  argument(name, { GrantWrite: text }, 'Argument format not recognized', 'x-amz-grant-write', text);
const fakeGroup = 'http://acs.amazonaws.com/groups/s3/FakeGroup';
const email = {
  code: 'MethodNotAllowed',
  status: 405,
  message: 'The specified method is not allowed against this resource.',
};

export const refusedCases: readonly RefusedCase[] = [
  {
    name: 'nothing at all (AWS)',
    input: {},
    code: 'MissingSecurityHeader',
    message: 'Your request was missing a required header',
    members: { MissingHeaderName: 'x-amz-acl' },
  },
  argument('a canned ACL that is none (AWS)', { ACL: 'fake-acl' }, '', 'x-amz-acl', 'fake-acl'),
  argument('a name of every object', { ACL: 'toString' }, '', 'x-amz-acl', 'toString'),
  argument('other capitals', { ACL: 'Public-Read' }, '', 'x-amz-acl', 'Public-Read'),
  argument('an empty canned ACL', { ACL: '' }, '', 'x-amz-acl', ''),
  {
    ...argument('log delivery to an object', { ACL: 'log-delivery-write' }, '', 'x-amz-acl', 'log-delivery-write'),
    place: object,
  },
  {
    name: 'canned and header (AWS)',
    input: { ACL: 'public-read', GrantRead: `uri="${uri.LogDelivery}"` },
    code: 'InvalidRequest',
    message: 'Specifying both Canned ACLs and Header Grants is not allowed',
  },
  {
    name: 'canned and header, neither of which is right',
    input: { ACL: 'fake-acl', GrantRead: 'x' },
    code: 'InvalidRequest',
    message: 'Specifying both Canned ACLs and Header Grants is not allowed',
  },
  {
    name: 'canned and body (AWS)',
    input: { ACL: 'public-read', ...body(user(owner)) },
    code: 'UnexpectedContent',
    message: 'This request does not support content',
  },
  {
    name: 'header and body',
    input: { GrantRead: `id=${other}`, ...body(user(owner)) },
    code: 'UnexpectedContent',
    message: 'This request does not support content',
  },
  unreadable('a type that is none (AWS)', 'fakekey="1234"'),
  unreadable('an empty header', ''),
  unreadable('a value alone', 'AllUsers'),
  unreadable('no value', 'id='),
  unreadable('an empty value', 'id=""'),
  unreadable('an open quote', `id="${other}`),
  unreadable('a quote in the middle', `id=${other.slice(0, 9)}"${other.slice(9)}"`),
  unreadable('no comma', `id="${other}" id="${owner}"`),
  unreadable('a comma at the end', `id="${other}",`),
  unreadable('two commas', `id="${other}",,id="${owner}"`),
  argument('an id that is none (AWS)', { GrantRead: 'id="wrong-id"' }, 'Invalid id', 'id', 'wrong-id'),
  argument('an account that is not here', { GrantRead: `id=${stranger}` }, 'Invalid id', 'id', stranger),
  argument('an account id', { GrantRead: 'id=111122223333' }, 'Invalid id', 'id', '111122223333'),
  argument('a group that is none (AWS)', { GrantRead: `uri="${fakeGroup}"` }, 'Invalid group uri', 'uri', fakeGroup),
  argument(
    'a group over TLS',
    { GrantRead: `uri="${uri.AllUsers.replace('http', 'https')}"` },
    'Invalid group uri',
    'uri',
    uri.AllUsers.replace('http', 'https'),
  ),
  { name: 'an e-mail address in a header', input: { GrantRead: 'emailAddress="a@example.com"' }, ...email },
  {
    name: 'an e-mail address in a body',
    input: body({ Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: 'a@example.com' }, Permission: 'READ' }),
    ...email,
  },
  broken('too many grants in a header', { GrantRead: Array(101).fill(`id=${other}`).join(',') }),
  broken('an empty body (AWS)', { AccessControlPolicy: {} }),
  broken('a body without an owner (AWS)', { AccessControlPolicy: { Grants: [user(owner)] } }),
  broken('an owner without an id', { AccessControlPolicy: { Owner: {}, Grants: [user(owner)] } }),
  broken('a body without a list of grants', { AccessControlPolicy: { Owner: { ID: owner } } }),
  broken('a grant to nobody (AWS)', body({ Permission: 'READ' })),
  broken('a grant of nothing (AWS)', body({ Grantee: { Type: 'CanonicalUser', ID: owner } })),
  broken('a permission that is none', body(user(owner, 'DELETE' as 'READ'))),
  broken('a type that is none', body({ Grantee: { Type: 'Role' as 'Group', ID: owner }, Permission: 'READ' })),
  broken('no type', body({ Grantee: { Type: undefined, ID: owner }, Permission: 'READ' })),
  broken('a user without an id', body({ Grantee: { Type: 'CanonicalUser' }, Permission: 'READ' })),
  broken('a user with a URI', body({ Grantee: { Type: 'CanonicalUser', URI: uri.AllUsers }, Permission: 'READ' })),
  broken('a group without a URI', body({ Grantee: { Type: 'Group', ID: owner }, Permission: 'READ' })),
  broken('more than a hundred grants', body(...Array.from({ length: 101 }, () => user(other)))),
  argument('a user who is none (AWS)', body(user('wrong-id')), 'Invalid id', 'CanonicalUser/ID', 'wrong-id'),
  argument('a group in a body that is none (AWS)', body(group(fakeGroup)), 'Invalid group uri', 'Group/URI', fakeGroup),
  argument(
    'an owner who is none (AWS)',
    { AccessControlPolicy: { Owner: { ID: 'wrong-id' }, Grants: [user(owner)] } },
    'Invalid id',
    'CanonicalUser/ID',
    'wrong-id',
  ),
  {
    name: 'another owner',
    input: { AccessControlPolicy: { Owner: { ID: other }, Grants: [user(owner)] } },
    code: 'AccessDenied',
    status: 403,
    message: 'Access Denied',
  },
];
