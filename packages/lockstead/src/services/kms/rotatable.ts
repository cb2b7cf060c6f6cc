/** Which keys rotate, and what the others answer. */
import { UnsupportedOperation } from './errors.ts';
import type { FoundKey } from './key-reference.ts';
import { isSymmetric } from './key-specs.ts';

/** By themselves: symmetric keys whose material KMS has made. AWS answers the others without words, or with their origin. */
export function requireAutomaticRotation({ key, arn }: FoundKey): void {
  if (!isSymmetric(key.keySpec)) throw new UnsupportedOperation();
  if (key.origin !== 'AWS_KMS') {
    throw new UnsupportedOperation(`${arn} origin is ${key.origin} which is not valid for this operation.`);
  }
}
