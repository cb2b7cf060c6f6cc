/**
 * The text of `x-amz-grant-*` headers: `id="…", uri="…"`. The quotes may be left out.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html
 */
import { type AclGrant, type AclPermission, aclGrantsMax, groupGrant, groupOfUri, userGrant } from './acl.ts';
import { aclErrors } from './acl-errors.ts';
import { type AccountOfCanonicalUser, isCanonicalUser } from './canonical-user.ts';

/** The headers by the names that the service's model gives them. */
export interface GrantHeaders {
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
}

interface GrantHeader {
  readonly member: keyof GrantHeaders;
  readonly header: string;
  readonly permission: AclPermission;
}

const headers: readonly GrantHeader[] = [
  { member: 'GrantFullControl', header: 'x-amz-grant-full-control', permission: 'FULL_CONTROL' },
  { member: 'GrantRead', header: 'x-amz-grant-read', permission: 'READ' },
  { member: 'GrantWrite', header: 'x-amz-grant-write', permission: 'WRITE' },
  { member: 'GrantReadACP', header: 'x-amz-grant-read-acp', permission: 'READ_ACP' },
  { member: 'GrantWriteACP', header: 'x-amz-grant-write-acp', permission: 'WRITE_ACP' },
];

/** Whether any of them was sent. */
export function hasGrantHeaders(input: GrantHeaders): boolean {
  return headers.some(({ member }) => input[member] !== undefined);
}

/** The grants of all headers; undefined where none was sent. Nothing is granted beside them: not even to the owner. */
export async function readGrantHeaders(
  input: GrantHeaders,
  accountOf: AccountOfCanonicalUser,
): Promise<readonly AclGrant[] | undefined> {
  if (!hasGrantHeaders(input)) return undefined;
  const named = headers.flatMap(({ member, header, permission }) => {
    const text = input[member];
    if (text === undefined) return [];
    const grantees = readGrantees(text);
    if (grantees === undefined) throw aclErrors.headerFormat(header, text);
    return grantees.map((grantee) => ({ ...grantee, permission }));
  });
  // AWS DIFFERS? Which error AWS has for too many grants in headers is not known here: the body's.
  if (named.length > aclGrantsMax) throw aclErrors.malformed();
  const grants: AclGrant[] = [];
  for (const { type, value, permission } of named) {
    if (type === 'emailaddress') throw aclErrors.emailGrantee();
    if (type === 'uri') {
      const group = groupOfUri(value);
      if (group === undefined) throw aclErrors.invalidGroupUri('uri', value);
      grants.push(groupGrant(group, permission));
    } else {
      if (!(await isCanonicalUser(value, accountOf))) throw aclErrors.invalidId('id', value);
      grants.push(userGrant(value, permission));
    }
  }
  return grants;
}

const granteeTypes = ['id', 'uri', 'emailaddress'] as const;

interface NamedGrantee {
  readonly type: (typeof granteeTypes)[number];
  readonly value: string;
}

/** In one pass; undefined for what is not of the form. A comma inside quotes separates nothing. */
function readGrantees(text: string): readonly NamedGrantee[] | undefined {
  const found: NamedGrantee[] = [];
  let at = 0;
  for (;;) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return undefined;
    const name = text.slice(at, equals).trim().toLowerCase();
    const type = granteeTypes.find((known) => known === name);
    if (type === undefined) return undefined;
    const from = skipSpaces(text, equals + 1);
    const quoted = text[from] === '"';
    const end = text.indexOf(quoted ? '"' : ',', from + 1);
    if (quoted && end < 0) return undefined;
    const value = quoted ? text.slice(from + 1, end) : text.slice(from, end < 0 ? text.length : end).trim();
    if (value === '' || (!quoted && value.includes('"'))) return undefined;
    found.push({ type, value });
    const next = quoted ? skipSpaces(text, end + 1) : end < 0 ? text.length : end;
    if (next >= text.length) return found;
    if (text[next] !== ',') return undefined;
    at = next + 1;
  }
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}
