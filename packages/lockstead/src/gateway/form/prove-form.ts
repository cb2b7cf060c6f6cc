/** Whether whoever signed a form's policy allows by it what the form asks for. */
import {
  checkPostPolicy,
  type SignatureClaim,
  type SignatureError,
  type SigningKeyCache,
  signatureMismatch,
  verifyPost,
} from '@lockstead/wire';
import type { Instant } from '#kernel/clock';
import type { PostedForm } from './posted-form.ts';

/** Undefined where all of it holds. The policy's own end takes the place of the limits that other signatures have in time. */
export function proveForm(
  { fields, policy, bucket }: PostedForm,
  claim: SignatureClaim,
  secret: string,
  keys: SigningKeyCache,
  wallNow: Instant,
): SignatureError | undefined {
  if (!verifyPost(claim, fields, secret, keys)) {
    return signatureMismatch(claim, { stringToSign: fields.get('policy') ?? '' });
  }
  if (policy?.ok !== true) return policy?.error;
  return checkPostPolicy(policy.policy, fields, bucket, wallNow);
}
