/** AWS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
import { AwsError } from '#kernel/aws-error';
import { type Principal, principalId } from '#service/session';

/** What the event says of a refused second factor, whatever was wrong with it. */
const secondFactorRecorded = 'An unknown error occurred';

export class AccessDenied extends AwsError {
  constructor(message: string, recordedMessage?: string) {
    const recorded = recordedMessage === undefined ? {} : { recordedMessage };
    super({ code: 'AccessDenied', httpStatus: 403, fault: 'client', ...recorded }, message);
  }
  static rootAssumesRole(): AccessDenied {
    return new AccessDenied('Roles may not be assumed by root accounts.');
  }
  /** `operation` hands out credentials and takes none that were handed out. */
  static sessionCredentials(operation: string): AccessDenied {
    return new AccessDenied(`Cannot call ${operation} with session credentials`);
  }
  static halfAFactor(): AccessDenied {
    return new AccessDenied(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      secondFactorRecorded,
    );
  }
  static wrongCode(): AccessDenied {
    return new AccessDenied(
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      secondFactorRecorded,
    );
  }
  static unknownDevice(): AccessDenied {
    return new AccessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      secondFactorRecorded,
    );
  }
  /** The sentence for a policy that is silent, without a reason: no policy could allow it. */
  static action(caller: Principal, action: string, resource: string): AccessDenied {
    const who = 'arn' in caller ? caller.arn : principalId(caller);
    return new AccessDenied(`User: ${who} is not authorized to perform: ${action} on resource: ${resource}`);
  }
}

export class ValidationError extends AwsError {
  constructor(message: string) {
    super({ code: 'ValidationError', httpStatus: 400, fault: 'client' }, message);
  }
  // AWS DIFFERS? So it is said by those who have held theirs against AWS; just which forms it takes for ARNs of roles is concluded.
  static roleArn(arn: string): ValidationError {
    return new ValidationError(`${arn} is invalid`);
  }
  static overMaxSessionDuration(): ValidationError {
    return new ValidationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  static overChainedDuration(): ValidationError {
    return new ValidationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  /** As the model's constraints are told. */
  static tooLong(member: string, max: number): ValidationError {
    return new ValidationError(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
    );
  }
}

export class MalformedPolicyDocument extends AwsError {
  constructor(message: string) {
    super({ code: 'MalformedPolicyDocument', httpStatus: 400, fault: 'client' }, message);
  }
}

export class PackedPolicyTooLarge extends AwsError {
  constructor(message: string) {
    super({ code: 'PackedPolicyTooLarge', httpStatus: 400, fault: 'client' }, message);
  }
  static by(what: 'policies' | 'tags', percent: number): PackedPolicyTooLarge {
    return new PackedPolicyTooLarge(
      what === 'tags'
        ? `Packed size of session tags consumes ${percent}% of allotted space.`
        : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    );
  }
}

export class InvalidParameterValue extends AwsError {
  constructor(message: string) {
    super({ code: 'InvalidParameterValue', httpStatus: 400, fault: 'client' }, message);
  }
}

/** A parameter that would change what comes out, and does not yet. */
export class NotImplemented extends AwsError {
  constructor(message: string) {
    super({ code: 'NotImplemented', httpStatus: 501, fault: 'server' }, message);
  }
}
