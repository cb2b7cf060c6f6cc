/** What other settings of a bucket, and whose an object is, had to do with a refusal. */
import type { ServiceReason } from '#kernel/service-reason';

export function aclsAreOff(bucket: string, what: string): ServiceReason {
  return {
    rule: 'BucketOwnerEnforced of S3 Object Ownership',
    at: [`bucket ${bucket}`],
    what,
    change: [
      "Let the bucket's policy allow it; nothing else is needed for most uses.",
      `Let the bucket take ACLs (aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls Rules=[{ObjectOwnership=BucketOwnerPreferred}]).`,
    ],
    alsoOpens: [
      'ACLs of the bucket and of all objects in it count again, those that were set before too.',
      'Objects that other accounts write are theirs where their ACL does not give them to the bucket.',
    ],
  };
}

/** Of an ACL that a request sets. */
export function aclNotTaken(bucket: string): ServiceReason {
  return aclsAreOff(bucket, 'The request sets an ACL, and the bucket takes none but bucket-owner-full-control.');
}

/** `grant`: as traces name it. */
export function aclNotAsked(bucket: string, grant: string): ServiceReason {
  return aclsAreOff(bucket, `There is a grant that would allow it, and no ACL is asked: ${grant}.`);
}

export function ownedByAnother(bucket: string, owner: string): ServiceReason {
  return {
    rule: 'The owner of the object',
    at: [`the object, which account ${owner} owns`],
    what: "The bucket's policy allows nothing on objects that another account owns. Its owner decides, and whoever the object's ACL names.",
    change: [
      `Let account ${owner} grant it by the object's ACL, or copy the object as the bucket's account.`,
      `Make everything in the bucket its owner's (aws s3api put-bucket-ownership-controls --bucket ${bucket} --ownership-controls Rules=[{ObjectOwnership=BucketOwnerEnforced}]).`,
    ],
    alsoOpens: [
      "With BucketOwnerEnforced the bucket's policy holds for all objects that others wrote, and no ACL counts any more.",
    ],
  };
}

export function sseCBlocked(bucket: string): ServiceReason {
  return {
    rule: 'BlockedEncryptionTypes of the default encryption',
    at: [`bucket ${bucket}`],
    what: "The upload is encrypted with a customer's key (SSE-C), which new buckets do not take.",
    change: [
      'Encrypt with SSE-S3 or with a key of KMS.',
      "Put the bucket's encryption anew with BlockedEncryptionTypes NONE (aws s3api put-bucket-encryption).",
    ],
    alsoOpens: ['Whoever may write to the bucket can then overwrite objects under a key that nobody else has.'],
  };
}

export function payerNotSaid(bucket: string, isSomebody: boolean): ServiceReason {
  return {
    rule: 'Requester Pays',
    at: [`bucket ${bucket}`],
    what: isSomebody
      ? 'The caller is of another account and does not say that he pays.'
      : 'Nobody signed the request, so that there is nobody to pay.',
    change: [
      isSomebody
        ? 'Send x-amz-request-payer: requester (--request-payer requester).'
        : 'Sign the request, and say who pays.',
      `Let the bucket's owner pay (aws s3api put-bucket-request-payment --bucket ${bucket} --request-payment-configuration Payer=BucketOwner).`,
    ],
    alsoOpens: ['The owner then pays for whatever others ask for; who may ask is not changed.'],
  };
}

export function mfaDeleteRefused(bucket: string): ServiceReason {
  return {
    rule: 'MFA delete',
    at: [`bucket ${bucket}`],
    what: "Versions are removed, and versioning is changed, by the root user of the bucket's account alone, with a code of its device that was not used yet.",
    change: [
      'As the root user, send x-amz-mfa: the serial number of its device, a blank, and the code that it shows (--mfa "SERIAL CODE").',
      'Delete without a version: a delete marker takes its place, and nothing is lost.',
    ],
    alsoOpens: [],
  };
}

export function otherExpectedOwner(bucket: string, owner: string, expected: string): ServiceReason {
  return {
    rule: 'x-amz-expected-bucket-owner',
    at: ['the request'],
    what: `The request expects that account ${expected} owns the bucket ${bucket}. Account ${owner} does.`,
    change: ['Name the bucket that was meant, or the account that owns this one.'],
    alsoOpens: [],
  };
}
