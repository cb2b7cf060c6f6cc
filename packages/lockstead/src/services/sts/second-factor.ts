/**
 * The second factor that comes with a request for credentials.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
import { AccessDenied } from './errors.ts';

interface FactorInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** Throws where one is given: no user has a device yet, so that every serial number is unknown. */
export function checkSecondFactor({ SerialNumber, TokenCode }: FactorInput): void {
  if (SerialNumber === undefined && TokenCode === undefined) return;
  if (SerialNumber === undefined || TokenCode === undefined) throw AccessDenied.halfAFactor();
  throw AccessDenied.unknownDevice();
}
