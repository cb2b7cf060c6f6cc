/**
 * What KMS answers when it says no: one class a wire error.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
 */
import { AwsError } from '#kernel/aws-error';

function client(code: string): { readonly code: string; readonly httpStatus: 400; readonly fault: 'client' } {
  return { code, httpStatus: 400, fault: 'client' };
}

export class NotFound extends AwsError {
  constructor(message: string) {
    super(client('NotFoundException'), message);
  }
  static key(arn: string): NotFound {
    return new NotFound(`Key '${arn}' does not exist`);
  }
  static alias(arn: string): NotFound {
    return new NotFound(`Alias ${arn} is not found.`);
  }
  static keyId(text: string): NotFound {
    return new NotFound(`Invalid keyId '${text}'`);
  }
  /** An ARN of another Region. */
  static arn(region: string): NotFound {
    return new NotFound(`Invalid arn ${region}`);
  }
  static policy(): NotFound {
    return new NotFound('No such policy exists');
  }
  static grant(id: string): NotFound {
    return new NotFound(`Grant ID ${id} not found`);
  }
}

export class InvalidArn extends AwsError {
  constructor(text: string) {
    super(client('InvalidArnException'), text);
  }
  static form(text: string): InvalidArn {
    return new InvalidArn(`Invalid arn ${text}`);
  }
  /** AWS DIFFERS? The code is AWS's; the sentence is not certain. */
  static principal(arn: string): InvalidArn {
    return new InvalidArn(`ARN does not refer to a valid principal: ${arn}`);
  }
}

export class Disabled extends AwsError {
  constructor(arn: string) {
    super(client('DisabledException'), `${arn} is disabled.`);
  }
}

export class InvalidState extends AwsError {
  constructor(message: string) {
    super(client('KMSInvalidStateException'), message);
  }
}

export class UnsupportedOperation extends AwsError {
  /** AWS says nothing where the kind of key is the reason. */
  constructor(message = '') {
    super(client('UnsupportedOperationException'), message);
  }
}

export class InvalidKeyUsage extends AwsError {
  constructor(message: string) {
    super(client('InvalidKeyUsageException'), message);
  }
  static usage(arn: string, usage: string, operation: string): InvalidKeyUsage {
    return new InvalidKeyUsage(`${arn} key usage is ${usage} which is not valid for ${operation}.`);
  }
  static algorithm(algorithm: string, keySpec: string): InvalidKeyUsage {
    return new InvalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${keySpec}.`);
  }
}

/** Without words, as AWS has it: nothing is told of why a ciphertext does not open. */
export class InvalidCiphertext extends AwsError {
  constructor() {
    super(client('InvalidCiphertextException'), '');
  }
}

export class IncorrectKey extends AwsError {
  constructor() {
    super(
      client('IncorrectKeyException'),
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
}

export class ValidationError extends AwsError {
  constructor(message: string) {
    super(client('ValidationException'), message);
  }
}

export class InvalidMarker extends AwsError {
  constructor() {
    super(client('InvalidMarkerException'), 'Invalid Marker');
  }
}

export class AlreadyExists extends AwsError {
  constructor(message: string) {
    super(client('AlreadyExistsException'), message);
  }
  static alias(arn: string): AlreadyExists {
    return new AlreadyExists(`An alias with the name ${arn} already exists`);
  }
  /** AWS DIFFERS? The code is AWS's; the sentence is not known here. */
  static key(arn: string): AlreadyExists {
    return new AlreadyExists(`Key '${arn}' already exists`);
  }
}

export class InvalidAliasName extends AwsError {
  constructor(message: string) {
    super(client('InvalidAliasNameException'), message);
  }
}

export class TagError extends AwsError {
  constructor(message: string) {
    super(client('TagException'), message);
  }
}

export class MalformedPolicyDocument extends AwsError {
  constructor(message: string) {
    super(client('MalformedPolicyDocumentException'), message);
  }
  static principals(): MalformedPolicyDocument {
    return new MalformedPolicyDocument('Policy contains a statement with one or more invalid principals.');
  }
  static lockout(): MalformedPolicyDocument {
    return new MalformedPolicyDocument('The new key policy will not allow you to update the key policy in the future.');
  }
}

export class LimitExceeded extends AwsError {
  constructor(message: string) {
    super(client('LimitExceededException'), message);
  }
}

export class DryRun extends AwsError {
  constructor() {
    super(client('DryRunOperationException'), 'The request would have succeeded, but the DryRun option is set.');
  }
}

export class AccessDenied extends AwsError {
  constructor(message: string) {
    super(client('AccessDeniedException'), message);
  }
  /** A ciphertext names a key that is not here. The same words as for a key that its owner does not share. */
  static ciphertext(): AccessDenied {
    return new AccessDenied(
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    );
  }
}

/** Both without words, as AWS has them. */
export class InvalidSignature extends AwsError {
  constructor() {
    super(client('KMSInvalidSignatureException'), '');
  }
}

export class InvalidMac extends AwsError {
  constructor() {
    super(client('KMSInvalidMacException'), '');
  }
}

export class InvalidImportToken extends AwsError {
  constructor() {
    super(client('InvalidImportTokenException'), 'The import token is not valid for this KMS key.');
  }
}

export class ExpiredImportToken extends AwsError {
  constructor() {
    super(client('ExpiredImportTokenException'), 'The import token is expired.');
  }
}

export class IncorrectKeyMaterial extends AwsError {
  constructor(message: string) {
    super(client('IncorrectKeyMaterialException'), message);
  }
}

export class InvalidGrantToken extends AwsError {
  constructor() {
    super(client('InvalidGrantTokenException'), 'The grant token is not valid.');
  }
}

export class Throttled extends AwsError {
  constructor() {
    super(
      client('ThrottlingException'),
      'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    );
  }
}
