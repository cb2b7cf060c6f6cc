/**
 * The errors of Amazon Resource Group Tagging API: one class a wire code.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html#API_GetResources_Errors
 */
import { AwsError } from '#kernel/aws-error';

// AWS DIFFERS? The code is documented, the sentences are not known here.
export class InvalidParameterException extends AwsError {
  constructor(message: string) {
    super({ code: 'InvalidParameterException', httpStatus: 400, fault: 'client' }, message);
  }
}

/** A parameter that would change what comes out, and does not yet. */
export class NotImplemented extends AwsError {
  constructor(message: string) {
    super({ code: 'NotImplemented', httpStatus: 501, fault: 'server' }, message);
  }
}
