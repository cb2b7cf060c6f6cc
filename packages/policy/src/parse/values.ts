/** The values of single elements: is this text an action, a resource, a principal, a condition key? Each answers with the fault or undefined. */
import { tokenize, type VariableFault, variableStart } from '../match/pattern.ts';
import { isAccountId } from '../match/principal.ts';
import type { Version } from '../statement.ts';
import { awsMessages, invalidPartition, invalidPrincipal, invalidResource, invalidVendor } from './aws-messages.ts';

export interface ValueFault {
  readonly code: string;
  readonly message: string;
  readonly awsMessage: string;
}

/** Rule of every element that names actions: `service:Name`, with wildcards anywhere, or `*`. Nothing is trimmed. */
export function actionFault(text: string): ValueFault | undefined {
  if (text === '*') return undefined;
  const colon = text.indexOf(':');
  if (colon < 0)
    return {
      code: 'INVALID_ACTION',
      message: `"${text}" names no service: write service:Action`,
      awsMessage: awsMessages.vendor,
    };
  const vendor = text.slice(0, colon);
  const name = text.slice(colon + 1);
  if (name.includes(':'))
    return { code: 'INVALID_ACTION', message: `"${text}" has more than one colon`, awsMessage: awsMessages.oneColon };
  if (vendor === '' || !consistsOf(vendor, isVendorCharacter)) {
    return {
      code: 'INVALID_SERVICE_IN_ACTION',
      message: `"${vendor}" is not a service prefix`,
      awsMessage: invalidVendor(vendor),
    };
  }
  if (name === '') {
    return { code: 'INVALID_ACTION', message: `"${name}" is not an action name`, awsMessage: awsMessages.syntax };
  }
  return undefined;
}

const partitions: ReadonlySet<string> = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]);

export function isPartition(text: string): boolean {
  return partitions.has(text);
}

/** `*`, or an ARN of six parts. A `*` that ends a part may stand for all that follow, but not for the service. */
export function resourceFault(text: string, version: Version): ValueFault | undefined {
  if (text === '*') return undefined;
  const variable = variableFault(text, version);
  if (variable !== undefined) return variable;
  const parts = text.split(':', 6);
  if (parts[0] !== 'arn' || parts.length < 3) return notAnArn(text);
  if (parts.length < 6 && !(parts.length > 3 && text.endsWith('*')) && !hasVariable(text)) return notAnArn(text);
  const partition = parts[1] as string;
  if (!partitions.has(partition) && !hasWildcard(partition)) {
    return {
      code: 'INVALID_PARTITION',
      message: `"${partition}" is not a partition of AWS`,
      awsMessage: invalidPartition(partition, text),
    };
  }
  return undefined;
}

function notAnArn(text: string): ValueFault {
  return {
    code: 'INVALID_ARN_PREFIX',
    message: `"${text}" is neither an ARN nor "*"`,
    awsMessage: invalidResource(text),
  };
}

const variableMessages: Readonly<Record<VariableFault, string>> = {
  MISSING_BRACE_IN_VARIABLE: 'a policy variable lacks its closing brace',
  EMPTY_VARIABLE: 'a policy variable is empty',
  UNSUPPORTED_SPACE_IN_VARIABLE: 'a policy variable has a space in its name',
  MISSING_QUOTE_IN_VARIABLE: "a policy variable's default must stand in single quotes",
};

export function variableFault(text: string, version: Version): ValueFault | undefined {
  if (version !== '2012-10-17' || !hasVariable(text)) return undefined;
  const { fault } = tokenize(text, true, true);
  return fault === undefined
    ? undefined
    : { code: fault, message: variableMessages[fault], awsMessage: awsMessages.syntax };
}

/** A member of `Principal`. Wildcards stand for everyone or not at all: no part of a name may be one. */
export function principalFault(key: string, value: string): ValueFault | undefined {
  const awsMessage = invalidPrincipal(key, value);
  if (value === '*' && (key === 'AWS' || key === 'CanonicalUser')) return undefined;
  if (hasWildcard(value))
    return {
      code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
      message: `a wildcard inside a principal: "${value}"`,
      awsMessage,
    };
  const valid =
    key === 'AWS'
      ? isAccountId(value) || isPrincipalArn(value) || isUniqueId(value)
      : key === 'Service'
        ? isServicePrincipal(value)
        : key === 'CanonicalUser'
          ? value.length === 64
          : value !== '';
  return valid ? undefined : { code: 'INVALID_PRINCIPAL_FORMAT', message: `"${value}" names no principal`, awsMessage };
}

/** A distribution of CloudFront that reads a bucket by the older of its two ways: a user in an account of AWS. */
const originAccessIdentity = 'user/CloudFront Origin Access Identity ';

function isPrincipalArn(text: string): boolean {
  const parts = text.split(':');
  if (parts.length < 6 || parts[0] !== 'arn' || !partitions.has(parts[1] as string) || parts[3] !== '') return false;
  const resource = parts.slice(5).join(':');
  if (parts[2] === 'iam' && parts[4] === 'cloudfront') return startsLonger(resource, originAccessIdentity);
  if (!isAccountId(parts[4] as string)) return false;
  if (parts[2] === 'iam')
    return resource === 'root' || startsLonger(resource, 'user/') || startsLonger(resource, 'role/');
  return parts[2] === 'sts' && (startsLonger(resource, 'assumed-role/') || startsLonger(resource, 'federated-user/'));
}

function startsLonger(text: string, start: string): boolean {
  return text.length > start.length && text.startsWith(start);
}

/** What a stored policy shows when its principal was deleted. */
function isUniqueId(text: string): boolean {
  return (
    (text.startsWith('AIDA') || text.startsWith('AROA')) &&
    text.length >= 16 &&
    text.length <= 128 &&
    consistsOf(text, isWordCharacter)
  );
}

function isServicePrincipal(text: string): boolean {
  return text.includes('.') && consistsOf(text, isVendorCharacter);
}

/** The start of a policy variable. */
function hasVariable(text: string): boolean {
  return text.includes(variableStart);
}

function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

export function consistsOf(text: string, allowed: (code: number) => boolean): boolean {
  for (let i = 0; i < text.length; i++) if (!allowed(text.charCodeAt(i))) return false;
  return true;
}

export function isWordCharacter(code: number): boolean {
  const lower = code | 0x20;
  return (code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a);
}

/** Letters, digits, `-`, `.`, and the wildcards. */
function isVendorCharacter(code: number): boolean {
  return isWordCharacter(code) || code === 0x2d || code === 0x2e || code === 0x2a || code === 0x3f;
}
