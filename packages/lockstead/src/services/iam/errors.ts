/**
 * IAM's errors, one class a wire code; the factories hold AWS's own sentences.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
import { AwsError } from '#kernel/aws-error';
import type { Session } from '#service/session';

export class NoSuchEntity extends AwsError {
  constructor(message: string, recordedMessage?: string) {
    const recorded = recordedMessage === undefined ? {} : { recordedMessage };
    super({ code: 'NoSuchEntity', httpStatus: 404, fault: 'client', ...recorded }, message);
  }
  static user(name: string): NoSuchEntity {
    return new NoSuchEntity(`The user with name ${name} cannot be found.`);
  }
  static group(name: string): NoSuchEntity {
    return new NoSuchEntity(`The group with name ${name} cannot be found.`);
  }
  static role(name: string): NoSuchEntity {
    return new NoSuchEntity(`The role with name ${name} cannot be found.`);
  }
  static instanceProfile(name: string): NoSuchEntity {
    return new NoSuchEntity(`Instance Profile ${name} cannot be found.`);
  }
  static policy(arn: string): NoSuchEntity {
    return new NoSuchEntity(`Policy ${arn} was not found.`);
  }
  static inlinePolicy(kind: string, name: string): NoSuchEntity {
    return new NoSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  }
  static policyVersion(arn: string, version: string): NoSuchEntity {
    return new NoSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
  }
  /** A policy to be attached, which must be one that can be. */
  static attachable(arn: string): NoSuchEntity {
    return new NoSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  /** A policy to be a permissions boundary. */
  static boundary(arn: string): NoSuchEntity {
    return new NoSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
  }
  static accountAlias(alias: string): NoSuchEntity {
    return new NoSuchEntity(`The account alias ${alias} does not exist.`);
  }
  static passwordPolicy(account: string): NoSuchEntity {
    return new NoSuchEntity(`The Password Policy with domain name ${account} cannot be found.`);
  }
  static accessKey(id: string): NoSuchEntity {
    return new NoSuchEntity(`The Access Key with id ${id} cannot be found.`);
  }
  static serviceCredential(id: string): NoSuchEntity {
    return new NoSuchEntity(`No such credential ${id} exists`);
  }
  static serviceWithCredentials(service: string): NoSuchEntity {
    return new NoSuchEntity(`No such service ${service} is supported for Service Specific Credentials`);
  }
  static mfaDevice(serial: string): NoSuchEntity {
    return new NoSuchEntity(`VirtualMFADevice with serial number ${serial} doesn't exist.`);
  }
  /** There is such a device, and it is not that user's. */
  static mfaDeviceOfUser(): NoSuchEntity {
    return new NoSuchEntity('MFA Device invalid for user.');
  }
  static oidcProvider(arn: string): NoSuchEntity {
    return new NoSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  }
  static samlProvider(arn: string): NoSuchEntity {
    return new NoSuchEntity(`Manifest not found for arn ${arn}`);
  }
  // AWS DIFFERS? Both forms have been seen of several operations; DeleteLoginProfile's is recorded.
  static loginProfile(userName: string): NoSuchEntity {
    return new NoSuchEntity(`Login Profile for User ${userName} cannot be found.`);
  }
  /** AWS DIFFERS? The answer is as it was recorded of a client, the event's sentence as it stands in an event of later. */
  static loginProfileToDelete(userName: string): NoSuchEntity {
    return new NoSuchEntity(
      `Cannot find Login Profile for User ${userName}`,
      `Login Profile for User ${userName} cannot be found.`,
    );
  }
  // AWS DIFFERS? The three that follow are worded after the access key's.
  static lastAccessedJob(id: string): NoSuchEntity {
    return new NoSuchEntity(`The Job with id ${id} cannot be found.`);
  }
  static sshPublicKey(id: string): NoSuchEntity {
    return new NoSuchEntity(`The SSH Public Key with id ${id} cannot be found.`);
  }
  static signingCertificate(id: string): NoSuchEntity {
    return new NoSuchEntity(`The Certificate with id ${id} cannot be found.`);
  }
}

export class EntityAlreadyExists extends AwsError {
  constructor(message: string) {
    super({ code: 'EntityAlreadyExists', httpStatus: 409, fault: 'client' }, message);
  }
  static user(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`User with name ${name} already exists.`);
  }
  static group(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`Group with name ${name} already exists.`);
  }
  static role(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`Role with name ${name} already exists.`);
  }
  static instanceProfile(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`Instance Profile ${name} already exists.`);
  }
  static accountAlias(alias: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`The account alias ${alias} already exists.`);
  }
  static policy(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  }
  static oidcProvider(url: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`Provider with url ${url} already exists.`);
  }
  // AWS DIFFERS? The sentence is not known here: it is worded after those of users and groups.
  static samlProvider(name: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`SAML provider with name ${name} already exists.`);
  }
  static mfaDevice(): EntityAlreadyExists {
    return new EntityAlreadyExists('MFADevice entity at the same path and name already exists.');
  }
  // AWS DIFFERS? The sentence is not known here.
  static enabledMfaDevice(serial: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`MFA Device ${serial} is already in use.`);
  }
  static loginProfile(userName: string): EntityAlreadyExists {
    return new EntityAlreadyExists(`Login Profile for user ${userName} already exists.`);
  }
}

export class EntityTemporarilyUnmodifiable extends AwsError {
  constructor(message: string) {
    super({ code: 'EntityTemporarilyUnmodifiable', httpStatus: 409, fault: 'client' }, message);
  }
  /** Two changes of one password at once: the later one has not seen the other. */
  static loginProfile(userName: string): EntityTemporarilyUnmodifiable {
    return new EntityTemporarilyUnmodifiable(
      `Login Profile for User ${userName} cannot be modified while login profile is being changed.`,
    );
  }
}

export class PasswordPolicyViolation extends AwsError {
  constructor(message = 'Password does not conform to the account password policy.') {
    super({ code: 'PasswordPolicyViolation', httpStatus: 400, fault: 'client' }, message);
  }
}

export class InvalidAuthenticationCode extends AwsError {
  constructor() {
    super(
      { code: 'InvalidAuthenticationCode', httpStatus: 403, fault: 'client' },
      'Authentication code for device is not valid.',
    );
  }
}

export class InvalidUserType extends AwsError {
  constructor() {
    super(
      { code: 'InvalidUserType', httpStatus: 400, fault: 'client' },
      'Only IAM Users can change their own password',
    );
  }
}

export class Throttling extends AwsError {
  constructor() {
    super({ code: 'Throttling', httpStatus: 400, fault: 'client' }, 'Rate exceeded');
  }
}

export class LimitExceeded extends AwsError {
  constructor(message: string) {
    super({ code: 'LimitExceeded', httpStatus: 409, fault: 'client' }, message);
  }
  static quota(name: string, max: number): LimitExceeded {
    return new LimitExceeded(`Cannot exceed quota for ${name}: ${max}`);
  }
  static samlPrivateKeys(max: number): LimitExceeded {
    return new LimitExceeded(`Private key limit of ${max} is reached.`);
  }
  /** Of all inline policies of one user, group or role together. */
  static inlinePolicies(kind: string, name: string, max: number): LimitExceeded {
    return new LimitExceeded(`Maximum policy size of ${max} bytes exceeded for ${kind} ${name}`);
  }
}

const removals = {
  attachedPolicies: 'detach all policies',
  inlinePolicies: 'delete policies',
  accessKeys: 'delete access keys',
  memberships: 'remove users from group',
  instanceProfiles: 'remove roles from instance profile',
  loginProfile: 'delete login profile',
  mfaDevices: 'delete MFA device',
  certificates: 'delete certificates',
  /** SSH public keys and service-specific credentials. */
  others: 'remove referenced objects',
} as const;

export class DeleteConflict extends AwsError {
  constructor(message: string) {
    super({ code: 'DeleteConflict', httpStatus: 409, fault: 'client' }, message);
  }
  /** What still hangs on the entity, in the words that AWS has for each. */
  static first(what: keyof typeof removals): DeleteConflict {
    return new DeleteConflict(`Cannot delete entity, must ${removals[what]} first.`);
  }
}

export const mfaDeviceInUse = (): DeleteConflict =>
  new DeleteConflict('MFA VirtualDevice in use. Must deactivate first.');

export class PolicyNotAttachable extends AwsError {
  constructor(message: string) {
    super({ code: 'PolicyNotAttachable', httpStatus: 400, fault: 'client' }, message);
  }
}

export class AccessDenied extends AwsError {
  constructor(message: string) {
    super({ code: 'AccessDenied', httpStatus: 403, fault: 'client' }, message);
  }
  static onPolicy({ principal }: Session, action: string, arn: string): AccessDenied {
    const who = 'arn' in principal ? principal.arn : principal.kind;
    return new AccessDenied(`User: ${who} is not authorized to perform: ${action} on resource: policy ${arn}`);
  }
  static onAccessKey({ principal }: Session, action: string, id: string): AccessDenied {
    const who = 'arn' in principal ? principal.arn : principal.kind;
    return new AccessDenied(`User: ${who} is not authorized to perform: ${action} on resource: access key ${id}`);
  }
}

// AWS DIFFERS? What is said of a wrong old password, and of one that has expired for good, is not documented.
export const wrongOldPassword = (): AccessDenied => new AccessDenied('The old password was incorrect.');
export const passwordExpired = (): AccessDenied =>
  new AccessDenied('The password has expired and must be reset by an administrator.');

export class UnmodifiableEntity extends AwsError {
  constructor(message: string) {
    super({ code: 'UnmodifiableEntity', httpStatus: 400, fault: 'client' }, message);
  }
  static role(name: string): UnmodifiableEntity {
    return new UnmodifiableEntity(
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    );
  }
}

export class MalformedPolicyDocument extends AwsError {
  constructor(message: string) {
    super({ code: 'MalformedPolicyDocument', httpStatus: 400, fault: 'client' }, message);
  }
}

// AWS DIFFERS? The codes are AWS's, the sentences are not known here.
export class ReportNotPresent extends AwsError {
  constructor() {
    super({ code: 'ReportNotPresent', httpStatus: 410, fault: 'client' }, 'The credential report does not exist.');
  }
}

export class ReportExpired extends AwsError {
  constructor() {
    super({ code: 'ReportExpired', httpStatus: 410, fault: 'client' }, 'The credential report has expired.');
  }
}

// AWS DIFFERS? Codes are AWS's, and so is the sentence about certificates that cannot be read; the other sentences are not known here.
export class InvalidPublicKey extends AwsError {
  constructor() {
    super(
      { code: 'InvalidPublicKey', httpStatus: 400, fault: 'client' },
      'The public key is malformed or invalid: an RSA key of at least 2048 bits is required.',
    );
  }
}

export class UnrecognizedPublicKeyEncoding extends AwsError {
  constructor() {
    super(
      { code: 'UnrecognizedPublicKeyEncoding', httpStatus: 400, fault: 'client' },
      'The public key encoding format is unsupported or unrecognized: ssh-rsa and PEM are supported.',
    );
  }
}

export class DuplicateSshPublicKey extends AwsError {
  constructor() {
    super(
      { code: 'DuplicateSSHPublicKey', httpStatus: 400, fault: 'client' },
      'The SSH public key is already associated with the specified IAM user.',
    );
  }
}

export class MalformedCertificate extends AwsError {
  constructor() {
    super(
      { code: 'MalformedCertificate', httpStatus: 400, fault: 'client' },
      'Unable to parse certificate. Please ensure the certificate is in PEM format.',
    );
  }
}

export class DuplicateCertificate extends AwsError {
  constructor() {
    super(
      { code: 'DuplicateCertificate', httpStatus: 409, fault: 'client' },
      'The same certificate is already associated with an IAM user in the account.',
    );
  }
}

export class InvalidInput extends AwsError {
  constructor(message: string) {
    super({ code: 'InvalidInput', httpStatus: 400, fault: 'client' }, message);
  }
}

export class ValidationError extends AwsError {
  constructor(message: string) {
    super({ code: 'ValidationError', httpStatus: 400, fault: 'client' }, message);
  }
  static missingUserName(): ValidationError {
    return new ValidationError('Must specify userName when calling with non-User credentials');
  }
  /** Only sessions of AssumeRoot, which Lockstead does not have, may leave it out. */
  static missingPassword(): ValidationError {
    return new ValidationError('Must specify password when creating a login profile');
  }
  /**
   * What is wrong with a policy's ARN.
   * AWS DIFFERS? The first two sentences are AWS's; that service and region have their own is documented, the sentences are made after the second.
   */
  static arn(wrong: 'unreadable' | 'partition' | 'service' | 'region'): ValidationError {
    return new ValidationError(wrong === 'unreadable' ? 'Invalid ARN:  Could not be parsed!' : `Invalid ARN ${wrong}`);
  }
  static marker(): ValidationError {
    return new ValidationError('Invalid Marker');
  }
}
