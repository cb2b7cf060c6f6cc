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
  /** What whoever comes with a token is told: neither that the role exists nor why it is not theirs. */
  static webIdentity(): AccessDenied {
    return new AccessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  /** As with a token. */
  static saml(): AccessDenied {
    return new AccessDenied('Not authorized to perform sts:AssumeRoleWithSAML');
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

export class InvalidIdentityToken extends AwsError {
  constructor(message: string) {
    super({ code: 'InvalidIdentityToken', httpStatus: 400, fault: 'client' }, message);
  }
  static notAToken(): InvalidIdentityToken {
    return new InvalidIdentityToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
  static noProvider(issuer: string): InvalidIdentityToken {
    return new InvalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  }
  static audience(): InvalidIdentityToken {
    return new InvalidIdentityToken('Incorrect token audience');
  }
  static missing(claim: string): InvalidIdentityToken {
    return new InvalidIdentityToken(`Missing a required claim: ${claim}`);
  }
  static verificationKey(): InvalidIdentityToken {
    return new InvalidIdentityToken(
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  static thumbprint(): InvalidIdentityToken {
    return new InvalidIdentityToken("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint");
  }
  // AWS DIFFERS? The code is documented for all that follow, the sentences are not known here.
  static algorithm(): InvalidIdentityToken {
    return new InvalidIdentityToken('The ID Token provided is signed with an algorithm that is not supported');
  }
  static signature(): InvalidIdentityToken {
    return new InvalidIdentityToken('The signature of the ID Token provided is not valid');
  }
  static claim(name: string): InvalidIdentityToken {
    return new InvalidIdentityToken(`The claim ${name} of the ID Token provided is not valid`);
  }
  static notYet(claim: string): InvalidIdentityToken {
    return new InvalidIdentityToken(`The ID Token provided is not valid yet: ${claim} is in the future`);
  }

  // Of SAML assertions. AWS's own sentences, as its guide and its users quote them. AWS DIFFERS: those that come from its identity service end with a
  // bracket that names that service and its request; here they end before it.
  static samlResponse(): InvalidIdentityToken {
    return new InvalidIdentityToken('Invalid base64 SAMLResponse');
  }
  static samlProvider(): InvalidIdentityToken {
    return new InvalidIdentityToken("Specified provider doesn't exist");
  }
  static samlIssuer(): InvalidIdentityToken {
    return new InvalidIdentityToken('Issuer not present in specified provider');
  }
  static responseSignature(): InvalidIdentityToken {
    return new InvalidIdentityToken('Response signature invalid');
  }
  /** With AWS's slip. */
  static samlConfirmation(): InvalidIdentityToken {
    return new InvalidIdentityToken('Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter');
  }
  static samlAudience(): InvalidIdentityToken {
    return new InvalidIdentityToken('Response does not contain the required audience.');
  }
  static samlRole(): InvalidIdentityToken {
    return new InvalidIdentityToken("SAML Assertion doesn't contain the requested Role and Metadata in the attributes");
  }
  static samlNoSessionName(): InvalidIdentityToken {
    return new InvalidIdentityToken('RoleSessionName is required in AuthnResponse');
  }
  static samlSessionName(): InvalidIdentityToken {
    return new InvalidIdentityToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}');
  }
  static samlSourceIdentity(): InvalidIdentityToken {
    return new InvalidIdentityToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"');
  }
  // AWS DIFFERS? The sentences that follow are not known here.
  static samlRecipient(): InvalidIdentityToken {
    return new InvalidIdentityToken('The recipient of the SAML assertion is not an AWS sign-in endpoint');
  }
  static samlMetadata(): InvalidIdentityToken {
    return new InvalidIdentityToken('The metadata document of the specified provider has expired');
  }
  static samlInClear(): InvalidIdentityToken {
    return new InvalidIdentityToken('The specified provider requires encrypted SAML assertions');
  }
  static samlAttribute(name: string): InvalidIdentityToken {
    return new InvalidIdentityToken(`The attribute ${name} of the SAML assertion is not valid`);
  }
  static samlNotYet(): InvalidIdentityToken {
    return new InvalidIdentityToken('The SAML assertion is not valid yet');
  }
  static samlSpent(): InvalidIdentityToken {
    return new InvalidIdentityToken('The SAML assertion has already been used for this role');
  }
}

/** The identity provider says itself that nobody has signed in. */
export class IDPRejectedClaim extends AwsError {
  // AWS DIFFERS? Its reference describes the error in these words; how it words the answer is not known here.
  constructor() {
    super(
      { code: 'IDPRejectedClaim', httpStatus: 403, fault: 'client' },
      'The identity provider reported that authentication failed',
    );
  }
}

/**
 * AWS DIFFERS? It says that its keys could not be retrieved also where an issuer cannot be reached at all; its reference has this error for it, which
 * clients take as a reason to try again.
 */
export class IDPCommunicationError extends AwsError {
  constructor() {
    super(
      { code: 'IDPCommunicationError', httpStatus: 400, fault: 'client' },
      'The identity provider that was asked to verify the incoming identity token could not be reached',
    );
  }
}

export class ExpiredToken extends AwsError {
  constructor(message: string) {
    super({ code: 'ExpiredTokenException', httpStatus: 400, fault: 'client' }, message);
  }
  /** Both in seconds since 1970. */
  static webIdentity(now: number, end: number): ExpiredToken {
    return new ExpiredToken(`Token expired: current date/time ${now} must be before the expiration date/time ${end}`);
  }
  static samlRedeemed(): ExpiredToken {
    return new ExpiredToken('Token must be redeemed within 5 minutes of issuance');
  }
  // AWS DIFFERS? The sentence is not known here.
  static samlEnded(): ExpiredToken {
    return new ExpiredToken('The SAML assertion has expired');
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

export class InvalidAuthorizationMessage extends AwsError {
  // AWS DIFFERS? The code is in its model, the sentence is not known here.
  constructor() {
    super({ code: 'InvalidAuthorizationMessageException', httpStatus: 400, fault: 'client' }, 'Message is not valid');
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
