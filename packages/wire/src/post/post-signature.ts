/**
 * An upload form posted to S3: its signature, and whether its fields keep the policy that was signed.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */

import { isOlderForm, isOlderSignature, olderFields, parseOlderClaim } from '../sigv2/older-form.ts';
import { isSignatureAlgorithm } from '../sigv4/authorization-header.ts';
import { finishClaim } from '../sigv4/finish-claim.ts';
import { type ClaimOutcome, isS3Family, type SignatureClaim } from '../sigv4/signature-claim.ts';
import type { SignatureError } from '../sigv4/signature-error.ts';
import { deriveSigningKey, type SigningKeyCache } from '../sigv4/signing-key-cache.ts';
import { isSignedBy } from '../sigv4/verify.ts';
import { missingField } from './post-errors.ts';
import type { PostFields } from './post-fields.ts';
import type { PolicyCondition, PostPolicy } from './post-policy.ts';

const required = ['policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature'];

/** `none`: the form has neither policy nor signature, and is anonymous. */
export function parsePostClaim(fields: PostFields): ClaimOutcome {
  if (isOlderForm(fields)) return parseOlderClaim(fields);
  const missing = required.find((name) => !fields.get(name));
  if (missing !== undefined) {
    // A policy without a signature, or the other way round, is not anonymous but broken.
    const signed = required.some((name) => fields.has(name));
    return signed ? { kind: 'malformed', error: missingField(shown(missing)) } : { kind: 'none' };
  }
  const algorithm = fields.get('x-amz-algorithm') ?? '';
  if (!isSignatureAlgorithm(algorithm) || algorithm !== 'AWS4-HMAC-SHA256') {
    return {
      kind: 'malformed',
      error: { code: 'InvalidArgument', message: 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"' },
    };
  }
  const finished = finishClaim(
    {
      mode: 'post',
      algorithm,
      credential: fields.get('x-amz-credential') ?? '',
      signedHeaders: '',
      signature: fields.get('x-amz-signature') ?? '',
      date: fields.get('x-amz-date') ?? '',
      sessionToken: fields.get('x-amz-security-token'),
    },
    new Map(),
  );
  if (!finished.ok) return { kind: 'malformed', error: finished.error };
  if (!isS3Family(finished.claim.service)) {
    return {
      kind: 'malformed',
      error: {
        code: 'InvalidArgument',
        message: `Credential should be scoped to correct service: 's3', not '${finished.claim.service}'.`,
      },
    };
  }
  return { kind: 'claim', claim: finished.claim };
}

/** The string to sign is the policy's field itself, in base64 as sent. */
export function verifyPost(claim: SignatureClaim, fields: PostFields, secret: string, keys: SigningKeyCache): boolean {
  const policy = fields.get('policy');
  if (policy === undefined || claim.mode !== 'post') return false;
  if (claim.algorithm === 'AWS') return isOlderSignature(secret, policy, claim.signature);
  const cached = keys.find(claim, secret);
  const key = cached ?? deriveSigningKey(secret, claim.date, claim.region, claim.service);
  if (!isSignedBy(key, policy, claim.signature)) return false;
  if (cached === undefined) keys.remember(claim, secret, key);
  return true;
}

/** Whether the fields keep the policy. The file's length is judged by `checkPostLength`, when it is known. */
export function checkPostPolicy(
  policy: PostPolicy,
  fields: PostFields,
  bucket: string,
  nowMillis: number,
): SignatureError | undefined {
  if (nowMillis >= policy.expiresAt) return denied('Policy expired.');
  const named = new Set<string>();
  for (const condition of policy.conditions) {
    if (condition.kind === 'content-length-range') continue;
    if (condition.kind === 'never') return denied(`Policy Condition failed: ${condition.text}`);
    named.add(condition.field);
    const value = condition.field === 'bucket' ? bucket : (fields.get(condition.field) ?? '');
    if (!holds(condition, value)) return denied(`Policy Condition failed: ${condition.text}`);
  }
  const isOlder = isOlderForm(fields);
  // The bucket is a field too, wherever it was named: a policy that says nothing of it lets nothing in.
  const given = new Set([...fields.keys(), 'bucket']);
  const extra = [...given].filter((name) => !named.has(name) && !needsNoCondition(name, isOlder));
  return extra.length === 0 ? undefined : denied(`Extra input fields: ${extra.join(', ')}`);
}

/** The ranges of all conditions have to hold; a policy without one takes any length. */
export function checkPostLength(policy: PostPolicy, fileBytes: number): SignatureError | undefined {
  for (const condition of policy.conditions) {
    if (condition.kind !== 'content-length-range') continue;
    if (fileBytes > condition.max) {
      return {
        code: 'EntityTooLarge',
        message: 'Your proposed upload exceeds the maximum allowed size',
        members: { ProposedSize: String(fileBytes), MaxSizeAllowed: String(condition.max) },
      };
    }
    if (fileBytes < condition.min) {
      return {
        code: 'EntityTooSmall',
        message: 'Your proposed upload is smaller than the minimum allowed size',
        members: { ProposedSize: String(fileBytes), MinSizeAllowed: String(condition.min) },
      };
    }
  }
  return undefined;
}

function holds(
  { kind, field, value: wanted }: Extract<PolicyCondition, { readonly field: string }>,
  value: string,
): boolean {
  if (kind === 'eq') return value === wanted;
  // Content-Type may be a list with commas; each of its members has to begin so.
  if (field === 'content-type') return value.split(',').every((one) => one.trim().startsWith(wanted));
  return value.startsWith(wanted);
}

function needsNoCondition(name: string, isOlder: boolean): boolean {
  if (isOlder && olderFields.has(name)) return true;
  return name === 'policy' || name === 'x-amz-signature' || name === 'file' || name.startsWith('x-ignore-');
}

/** As S3 writes it: `X-Amz-Signature`. */
function shown(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`);
}

function denied(sentence: string): SignatureError {
  return { code: 'AccessDenied', message: `Invalid according to Policy: ${sentence}` };
}
