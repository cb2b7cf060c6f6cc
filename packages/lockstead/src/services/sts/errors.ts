/** AWS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
import { AwsError } from '#kernel/aws-error';

export class AccessDenied extends AwsError {
  constructor(message: string) {
    super({ code: 'AccessDenied', httpStatus: 403, fault: 'client' }, message);
  }
}

export class ValidationError extends AwsError {
  constructor(message: string) {
    super({ code: 'ValidationError', httpStatus: 400, fault: 'client' }, message);
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
}

export class InvalidParameterValue extends AwsError {
  constructor(message: string) {
    super({ code: 'InvalidParameterValue', httpStatus: 400, fault: 'client' }, message);
  }
}
