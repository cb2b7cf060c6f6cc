/** How an operation and a service are called in files, variables and types. */

/** `CreateAccessKey` -> `create-access-key`, `ListMFADevices` -> `list-mfa-devices`, `UploadSSHPublicKey` -> `upload-ssh-public-key`. */
export function fileNameOf(operation: string): string {
  return operation.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}

/** `CreateAccessKey` -> `createAccessKey` */
export function variableOf(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

const capitalized: Readonly<Record<string, string>> = {
  cloudtrail: 'CloudTrail',
  cloudfront: 'CloudFront',
  guardduty: 'GuardDuty',
};

/** What a service's types begin with: `kms` -> `Kms`, `access-analyzer` -> `AccessAnalyzer`. */
export function typePrefixOf(service: string): string {
  return (
    capitalized[service] ??
    service
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
  );
}

/** A guess for the first line, which the author checks: operations that only look begin with one of these words. */
export function looksLikeRead(operation: string): boolean {
  return /^(BatchGet|Check|Describe|Get|List|Lookup|Search|Select|Simulate|Validate)/.test(operation);
}
