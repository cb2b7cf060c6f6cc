/** Services that work with organizations, by their principals. */
import type { AwsError } from '#kernel/aws-error';
import { invalidInput } from '../errors.ts';

export const unrecognizedService = (): AwsError =>
  invalidInput('UNRECOGNIZED_SERVICE_PRINCIPAL', 'You specified an unrecognized service principal.');

/**
 * Throws for what is not a service's principal.
 * AWS DIFFERS? It knows the services that work with organizations, and refuses others. Here the form is looked at.
 */
export function requireServicePrincipal(text: string): void {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com$/.test(text)) {
    throw unrecognizedService();
  }
}
