/** Whether one condition ties a statement to fixed values. */
import type { IpRange } from '../condition/ip-address.ts';
import { readOperator } from '../condition/operators.ts';
import { variableStart } from '../match/pattern.ts';
import { isAccountId } from '../match/principal.ts';
import { consistsOf, isWordCharacter } from '../parse/values.ts';
import type { ConditionElement } from '../statement.ts';
import { readNarrowRange } from './address-ranges.ts';
import type { OpenCondition, PublicReason } from './public-reason.ts';

/** Whose policy it is. */
export type PolicyHolder = 'bucket' | 'accessPoint';

const sourceIp = 'aws:sourceip';
const accessPointArn = 's3:dataaccesspointarn';

/**
 * Keys that tie a request to somebody or somewhere, in lower case.
 * AWS DIFFERS? AWS lists "a principal, for example aws:PrincipalOrgID" and leaves open which other keys name one. Those that name the caller
 * itself, its account or its place in an organization count here. Keys that AWS does not list fix nothing: aws:SourceOrgID,
 * aws:PrincipalServiceName, aws:VpceAccount, tags.
 */
const fixingKeys: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  sourceIp,
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  accessPointArn,
  's3:dataaccesspointaccount',
]);

/** The ranges that a fixing condition on aws:SourceIp names (none for other keys), or why it fixes nothing. */
export type ConditionJudgement =
  | { readonly fixes: true; readonly ranges: readonly IpRange[] }
  | { readonly fixes: false; readonly reason: PublicReason };

/** Judges a condition by itself. The conditions of a statement all hold at once: one that fixes is enough. */
export function judgeCondition(condition: ConditionElement, holder: PolicyHolder): ConditionJudgement {
  const key = condition.key.toLowerCase();
  const ranges: IpRange[] = [];
  const whole = faultOfLine(condition, key, holder);
  if (whole !== undefined) return { fixes: false, reason: reasonOf(condition, whole) };
  for (const value of condition.values) {
    const fault = faultOfValue(key, value);
    if (fault !== undefined) return { fixes: false, reason: reasonOf(condition, fault, value) };
    if (key !== sourceIp) continue;
    const range = readNarrowRange(value);
    if (typeof range === 'string') return { fixes: false, reason: reasonOf(condition, range, value) };
    ranges.push(range);
  }
  return { fixes: true, ranges };
}

/** A reason that speaks of a condition. */
export function reasonOf(condition: ConditionElement, because: OpenCondition, value?: string): PublicReason {
  const qualifier = condition.qualifier === undefined ? '' : `${condition.qualifier}:`;
  const operator = `${qualifier}${condition.operator}${condition.ifExists ? 'IfExists' : ''}`;
  const reason = { element: 'Condition', operator, key: condition.key, because } as const;
  return value === undefined ? reason : { ...reason, value };
}

/** What is wrong with a condition whatever its values are. */
function faultOfLine(
  { operator: name, ifExists, qualifier, values }: ConditionElement,
  key: string,
  holder: PolicyHolder,
): OpenCondition | undefined {
  if (!fixingKeys.has(key)) return 'otherKey';
  if (key === accessPointArn && holder === 'accessPoint') return 'accessPointKey';
  const operator = readOperator(name)?.operator;
  if (operator === undefined) return 'otherOperator';
  if (operator.negated) return 'negated';
  if (ifExists || qualifier === 'ForAllValues') return 'absentKeyPasses';
  const { family } = operator;
  if (family !== 'String' && family !== 'Arn' && !(family === 'IpAddress' && key === sourceIp)) return 'otherOperator';
  return values.length === 0 ? 'noValues' : undefined;
}

function faultOfValue(key: string, value: string): OpenCondition | undefined {
  if (value.includes(variableStart)) return 'variable';
  const fixedPart = key === accessPointArn ? withoutName(value) : key === 'aws:userid' ? withoutSession(value) : value;
  return fixedPart.includes('*') || fixedPart.includes('?') ? 'wildcard' : undefined;
}

const accessPointResource = 'accesspoint/';

/** The ARN of an access point up to its name, where Region and account are written out; else all of it. */
function withoutName(arn: string): string {
  const parts = arn.split(':', 6);
  const account = parts[4] ?? '';
  const resource = parts[5] ?? '';
  return isAccountId(account) && resource.startsWith(accessPointResource)
    ? `${parts.slice(0, 5).join(':')}:${accessPointResource}`
    : arn;
}

const anySession = ':*';

/**
 * A role's id without the session that may be any; else all of the value.
 * AWS DIFFERS? AWS's words are "aws:userid, outside the pattern AROLEID:*". Read here: no wildcard but after the id of a role, for nobody but
 * that role has such a user id.
 */
function withoutSession(userId: string): string {
  if (!userId.startsWith('AROA') || !userId.endsWith(anySession)) return userId;
  const id = userId.slice(0, -anySession.length);
  return id.length > 'AROA'.length && consistsOf(id, isWordCharacter) ? id : userId;
}
