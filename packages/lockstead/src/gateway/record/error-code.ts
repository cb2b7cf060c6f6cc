/**
 * What CloudTrail calls an error. It writes the name that the error has in the service's model, which the query protocol shortens on
 * the wire: `NoSuchEntity` is recorded as `NoSuchEntityException`.
 */
import type { OperationModel } from '@lockstead/wire';
import type { AwsError } from '#kernel/aws-error';

type Errors = OperationModel['errors'];

const namesByCode: WeakMap<Errors, ReadonlyMap<string, string>> = new WeakMap();

/** Errors that services have in common and whose models do not list them, by their codes in the query protocol. */
// AWS DIFFERS? Seen for these services' own errors; that the common ones follow the same rule is concluded from it.
const commonNames: Readonly<Record<string, string>> = { ValidationError: 'ValidationException' };

/** `denied`: refused by policy, which each service words in its own way, and CloudTrail in one. */
export function eventErrorCode({ service, errors }: OperationModel, error: AwsError, denied: boolean): string {
  const [protocol] = service.protocols;
  if (protocol === 'ec2Query') return `${error.fault === 'client' ? 'Client' : 'Server'}.${error.code}`;
  if (denied) return error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
  if (protocol !== 'awsQuery') return error.code;
  return named(errors).get(error.code) ?? commonNames[error.code] ?? error.code;
}

/**
 * Services that decide before they look at a request record none of its parameters when they refuse it; EC2 and S3 record them.
 */
export function showsParametersOfDenied({ service }: OperationModel): boolean {
  const [protocol] = service.protocols;
  return protocol === 'ec2Query' || protocol === 'restXml';
}

function named(errors: Errors): ReadonlyMap<string, string> {
  let names = namesByCode.get(errors);
  if (names === undefined) {
    names = new Map([...errors.values()].map(({ code, name }) => [code, name]));
    namesByCode.set(errors, names);
  }
  return names;
}
