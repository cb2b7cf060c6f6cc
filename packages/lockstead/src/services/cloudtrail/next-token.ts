/** NextToken: opaque, and bound to what was asked, so that it goes on nowhere else. */
import { createHash } from 'node:crypto';
import { AwsError } from '#kernel/aws-error';

function bindingOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

export function bindToken(place: string, parts: readonly unknown[]): string {
  return Buffer.from(bindingOf(parts) + place).toString('base64url');
}

export function openToken(token: string, parts: readonly unknown[]): string {
  const text = Buffer.from(token, 'base64url').toString();
  const binding = bindingOf(parts);
  if (text.startsWith(binding)) return text.slice(binding.length);
  throw new AwsError(
    { code: 'InvalidNextTokenException', httpStatus: 400, fault: 'client' },
    'A token that is not valid, or that was previously used in a request with different parameters, was passed.',
  );
}
