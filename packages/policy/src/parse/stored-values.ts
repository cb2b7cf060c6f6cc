/**
 * What IAM asks of the values in a policy that it stores, beyond the language itself. The simulator, service control policies and the
 * policies of other services are not held to it.
 *
 * The facts are gathered from public records of IAM's refusals: moto's table of documents that were tried on AWS (2019), the reports of
 * several projects (2017 to 2026), and the forms that AWS's own managed policies use.
 */
import { awsMessages, invalidPartition, invalidResource } from './aws-messages.ts';
import { isPartition, type ValueFault } from './values.ts';

/** What the resource part of an IAM ARN begins with, unless it is `*` or `root`. */
const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/**
 * The fault of a resource that the language takes or that it refuses in other words than IAM. Parts that a text lacks count as `*`.
 * AWS DIFFERS? In 2019 IAM took ARNs such as `arn:aws:s3`, which name no part behind the service. Here one that does not end with `*` is
 * refused, as IAM refuses one whose account is missing: what it would match is not known.
 */
export function storedResourceFault(text: string): ValueFault | undefined {
  if (text === '*') return undefined;
  const given = cut(text);
  if (given.length === 1)
    return fault('INVALID_ARN_PREFIX', `"${text}" is neither an ARN nor "*"`, invalidResource(text));
  const parts = [...given, '*', '*', '*', '*'].slice(0, 6);
  const [prefix, partition = '', service = '', region = '', account = '', resource = ''] = parts;
  const isArn = prefix === 'arn';
  if (isArn && service === '') return legacy('MISSING_ARN_FIELD', `"${text}" names no service`);
  if (isArn && given.length > 2 && !isAccountField(account))
    return legacy('INVALID_ARN_ACCOUNT', `"${account}" stands where an ARN has its account`);
  if (!isPartition(partition) && !isPattern(partition)) {
    const whole = ['arn', ...parts.slice(1)].join(':');
    return fault('INVALID_PARTITION', `"${partition}" is not a partition of AWS`, invalidPartition(partition, whole));
  }
  if (!isArn) return fault('INVALID_ARN_PREFIX', `"${text}" is neither an ARN nor "*"`, invalidResource(text));
  if (service.includes('*') || service.includes('?') || service.includes('$')) {
    const sentence = 'Resource vendor must be fully qualified and cannot contain regexes.';
    return fault('MISSING_ARN_FIELD', 'the service of an ARN cannot be a pattern', sentence);
  }
  if (given.length < 6 && !text.endsWith('*')) return legacy('MISSING_ARN_FIELD', `"${text}" has fewer than six parts`);
  return servicesFault(text, service, region, account, resource);
}

/** IAM, S3 and Route 53 have no regions in their ARNs, and Route 53 no accounts either. */
function servicesFault(
  text: string,
  service: string,
  region: string,
  account: string,
  resource: string,
): ValueFault | undefined {
  if (service === 'iam' && region !== '') {
    const sentence = `IAM resource ${text} cannot contain region information.`;
    return fault('ARN_REGION_NOT_ALLOWED', 'an ARN of IAM has no region', sentence);
  }
  // Access points, jobs and their like have a region and an account; buckets and objects have none.
  const regionless = service === 'route53' || (service === 's3' && account === '');
  if (regionless && region !== '') {
    const sentence = `Resource ${text} can not contain region information.`;
    return fault('ARN_REGION_NOT_ALLOWED', `an ARN of ${service} has no region`, sentence);
  }
  if (service === 'route53' && account !== '' && !isPattern(account)) {
    const sentence = `Resource ${text} cannot contain an account id.`;
    return fault('ARN_ACCOUNT_NOT_ALLOWED', 'an ARN of Route 53 has no account', sentence);
  }
  if (service !== 'iam' || resource === '*' || resource === 'root') return undefined;
  if (iamPaths.some((path) => resource.startsWith(path))) return undefined;
  const sentence = `IAM resource path must either be "*", root, or start with ${iamPaths.join(', ')}.`;
  return fault('INVALID_ARN_RESOURCE', `"${resource}" begins with no kind of IAM resource`, sentence);
}

/** Twelve digits, `aws`, nothing, or a pattern. A policy variable is none of these. */
function isAccountField(account: string): boolean {
  return account === '' || account === 'aws' || /^\d{12}$/.test(account) || /^[\d*?]*[*?][\d*?]*$/.test(account);
}

function isPattern(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** At the first five colons. */
function cut(text: string): readonly string[] {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/**
 * The fault of a value of a date operator. IAM takes more than the operators understand: numbers of one digit, years before the common era,
 * and times without minutes.
 */
export function storedDateFault(text: string): ValueFault | undefined {
  if (/^\d{1,19}$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n) return undefined;
  const found = dateForm.exec(text);
  const fields = found?.groups;
  const inRange =
    fields !== undefined &&
    within(fields['year'], -292_275_054, 292_278_993) &&
    within(fields['month'], 1, 12) &&
    within(fields['day'], 1, 31) &&
    within(fields['hour'], 0, 23) &&
    within(fields['minute'], 0, 59) &&
    within(fields['second'], 0, 59) &&
    within(fields['zoneHour'], 0, 23) &&
    within(fields['zoneMinute'], 0, 59);
  return inRange ? undefined : legacy('INVALID_DATE_VALUE', `"${text}" is not a date`);
}

const dateForm =
  /^(?<year>-?\d{1,9})(-(?<month>\d{1,2})(-(?<day>\d{1,2}))?)?(t((?<hour>\d{1,2})(:(?<minute>\d{1,2})(:(?<second>\d{1,2})(\.\d{1,9})?)?)?)?(z|[+-](?<zoneHour>\d{2})(:?(?<zoneMinute>\d{2}))?)?)?$/i;

function within(digits: string | undefined, least: number, most: number): boolean {
  return digits === undefined || (Number(digits) >= least && Number(digits) <= most);
}

function legacy(code: string, message: string): ValueFault {
  return fault(code, message, awsMessages.legacy);
}

function fault(code: string, message: string, awsMessage: string): ValueFault {
  return { code, message, awsMessage };
}
