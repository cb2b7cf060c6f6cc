/**
 * Error codes by which services say that somebody may not: as CloudTrail records them.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */

const denials: ReadonlySet<string> = new Set(
  [
    'AccessDenied',
    'AccessDeniedException',
    'AccessDeniedForDependencyException',
    'AuthorizationError',
    'AuthorizationErrorException',
    'AuthFailure',
    'ExpiredToken',
    'ExpiredTokenException',
    'Forbidden',
    'ForbiddenException',
    'InvalidAccessKeyId',
    'InvalidClientTokenId',
    'KMS.AccessDeniedException',
    'MissingAuthenticationToken',
    'NotAuthorized',
    'NotAuthorizedException',
    'OptInRequired',
    'SignatureDoesNotMatch',
    'UnauthorizedException',
    'UnauthorizedOperation',
    'UnrecognizedClientException',
    'VpceAccessDenied',
  ].map((code) => code.toLowerCase()),
);

/** Whether the call had not been let in already. EC2 writes `Client.UnauthorizedOperation`, others `com.amazon…#AccessDeniedException`. */
export function isDenial(errorCode: string): boolean {
  const code = errorCode.toLowerCase();
  const short = code.slice(Math.max(code.lastIndexOf('#'), code.startsWith('client.') ? 6 : -1) + 1);
  return denials.has(short) || denials.has(code);
}
