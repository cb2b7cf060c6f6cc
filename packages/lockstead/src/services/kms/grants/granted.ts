/**
 * Which grants let a request pass.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
import type { RequestContext } from '#service/request-context';
import type { Session } from '#service/session';
import type { Reader } from '#store/port';
import type { EncryptionContext } from '../encryption-context.ts';
import type { FoundKey } from '../key-reference.ts';
import {
  type GrantConstraintsRecord,
  type GrantOperationName,
  type GrantRecord,
  granteeOfKey,
  kmsState,
  placeOfKey,
} from '../state.ts';

/** What a new grant would give. */
export interface PassedOn {
  readonly operations: readonly GrantOperationName[];
  readonly constraints: GrantConstraintsRecord | undefined;
}

interface Question {
  readonly named: FoundKey;
  /** `kms:Encrypt` */
  readonly action: string;
  readonly encryptionContext: EncryptionContext | undefined;
  readonly passesOn: PassedOn | undefined;
}

interface Granted {
  readonly name: string;
  readonly operations: readonly string[];
}

/** A principal has few grants on one key; more are not looked at, and grant nothing. */
const looksAtMax = 1_000;

/** Operations whose encryption context a grant can demand. For the others its constraints do not count. */
const withContext: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]);

/** Those that cover the request, as the policy engine takes them. */
export async function grantsFor(
  { reader, context }: { readonly reader: Reader; readonly context: RequestContext },
  { named, action, encryptionContext, passesOn }: Question,
): Promise<readonly Granted[]> {
  const operation = action.slice(action.indexOf(':') + 1);
  const { grants } = kmsState(reader, named.owner, named.region);
  const place = placeOfKey(named.owner, named.region, named.key.keyId);
  const granted: Granted[] = [];
  for (const grantee of granteesOf(context.session)) {
    const listed = await grants.list({ index: 'grantee', key: granteeOfKey(place, grantee), limit: looksAtMax });
    for (const { record } of listed) {
      if (covers(record, operation, encryptionContext, passesOn, context)) {
        granted.push({ name: record.grantId, operations: [operation] });
      }
    }
  }
  return granted;
}

/**
 * The ids and names under which a grant can be for this caller: a session is itself and its role.
 * AWS DIFFERS? A grant for an account (`:root`) is for its root user alone here: AWS does not say that it is for everybody in the account.
 */
export function granteesOf({ principal }: Session): readonly string[] {
  switch (principal.kind) {
    case 'assumedRole':
      return [principal.arn, principal.roleId, principal.roleArn];
    case 'service':
      return [principal.service];
    case 'user':
      return [principal.userId, principal.arn];
    case 'root':
    case 'federatedUser':
      return [principal.arn];
    default:
      return [];
  }
}

function covers(
  { operations, constraints }: GrantRecord,
  operation: string,
  encryptionContext: EncryptionContext | undefined,
  passesOn: PassedOn | undefined,
  context: RequestContext,
): boolean {
  if (!operations.some((each) => each === operation)) return false;
  if (constraints?.sourceArn !== undefined && context.onBehalfOf?.sourceArn !== constraints.sourceArn) return false;
  if (passesOn !== undefined) return isSubset(passesOn, { operations, constraints });
  return !withContext.has(operation) || meets(encryptionContext ?? {}, constraints);
}

/** Whether an encryption context is what the constraints demand. */
export function meets(context: EncryptionContext, constraints: GrantConstraintsRecord | undefined): boolean {
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints ?? {};
  if (equals !== undefined && !(has(context, equals) && has(equals, context))) return false;
  return subset === undefined || has(context, subset);
}

/**
 * Whether all pairs of `part` are in `whole`. AWS compares values as they are, and keys without regard to their case. Of keys of `whole` that differ in
 * nothing else, each must have the value: otherwise a request could bring the pair that is demanded beside another.
 */
function has(whole: EncryptionContext, part: EncryptionContext): boolean {
  const values = new Map<string, string[]>();
  for (const [key, value] of Object.entries(whole)) {
    const folded = key.toLowerCase();
    values.set(folded, [...(values.get(folded) ?? []), value]);
  }
  return Object.entries(part).every(([key, value]) => {
    const found = values.get(key.toLowerCase()) ?? [];
    return found.length > 0 && found.every((each) => each === value);
  });
}

/** Whether a new grant gives no operation more, and under constraints that are at least as strict. */
function isSubset(given: PassedOn, held: PassedOn): boolean {
  if (!given.operations.every((operation) => held.operations.includes(operation))) return false;
  const { constraints } = held;
  if (constraints === undefined) return true;
  const { encryptionContextEquals, encryptionContextSubset, sourceArn } = given.constraints ?? {};
  if (constraints.sourceArn !== undefined && sourceArn !== constraints.sourceArn) return false;
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints;
  if (equals !== undefined) return encryptionContextEquals !== undefined && meets(encryptionContextEquals, constraints);
  if (subset === undefined) return true;
  const demanded = encryptionContextEquals ?? encryptionContextSubset;
  return demanded !== undefined && has(demanded, subset);
}
