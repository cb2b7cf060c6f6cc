/** What Block Public Access had to do with a refusal: which setting, on which level, and what would open without it. */
import { type Document, type PublicStatement, publicStatements } from '@lockstead/policy';
import type { ServiceReason } from '#kernel/service-reason';
import type { EffectiveBlock } from '../buckets/public-access.ts';
import type { BucketPlace, PublicAccessBlock } from '../state.ts';

/** The bucket, whose it is, and what binds it. */
export interface BlockedBucket {
  readonly name: string;
  readonly place: Pick<BucketPlace, 'account'>;
  readonly block: EffectiveBlock;
}

type Setting = keyof PublicAccessBlock;

const names: Readonly<Record<Setting, string>> = {
  blockPublicAcls: 'BlockPublicAcls',
  ignorePublicAcls: 'IgnorePublicAcls',
  blockPublicPolicy: 'BlockPublicPolicy',
  restrictPublicBuckets: 'RestrictPublicBuckets',
};

/** What opens where the setting is turned off, for one bucket. */
const opens: Readonly<Record<Setting, string>> = {
  blockPublicAcls: 'ACLs of the bucket and of its objects may grant to everybody, by whoever may set one',
  ignorePublicAcls: 'each grant to everybody that an ACL of the bucket or of an object in it holds counts again',
  blockPublicPolicy: 'whoever may put a policy on the bucket may open it to everybody',
  restrictPublicBuckets: "the bucket's policy lets in all whom it names, everybody and other accounts too",
};

function reason(
  setting: Setting,
  { name, place, block }: BlockedBucket,
  what: string,
  change: readonly string[],
): ServiceReason {
  const isOfBucket = block.bucket[setting];
  const isOfAccount = block.account[setting];
  const off = [
    ...(isOfBucket ? [`for the bucket (aws s3api put-public-access-block --bucket ${name} …)`] : []),
    ...(isOfAccount ? [`for the account (aws s3control put-public-access-block --account-id ${place.account} …)`] : []),
  ];
  return {
    rule: `${names[setting]} of S3 Block Public Access`,
    at: [...(isOfBucket ? [`bucket ${name}`] : []), ...(isOfAccount ? [`account ${place.account}`] : [])],
    what,
    change: [...change, `Turn ${names[setting]} off ${off.join(', and ')}.`],
    alsoOpens: [
      `Without it ${opens[setting]}.`,
      ...(isOfAccount ? [`Off for the account, this holds for all of its buckets that do not set it themselves.`] : []),
    ],
  };
}

/** A policy that is to be put, and is public. */
export function blockPublicPolicy(bucket: BlockedBucket, policy: Document): ServiceReason {
  return reason('blockPublicPolicy', bucket, `The policy is public: ${statementWords(policy)}.`, [
    'Name principals in each of these statements, or fix who may ask by a condition (aws:PrincipalOrgID, aws:SourceVpce, aws:SourceArn, aws:SourceIp).',
  ]);
}

/** An ACL that is to be set, and grants to everybody. */
export function blockPublicAcls(bucket: BlockedBucket): ServiceReason {
  return reason(
    'blockPublicAcls',
    bucket,
    'The ACL grants something to AllUsers or AuthenticatedUsers, which is everybody.',
    ['Grant to accounts, by their canonical ids, or by a policy.'],
  );
}

/** A caller whom a public policy lets in, and this setting does not. */
export function restrictPublicBuckets(bucket: BlockedBucket, policy: Document): ServiceReason {
  return reason(
    'restrictPublicBuckets',
    bucket,
    `The bucket's policy is public: ${statementWords(policy)}. While it is, only the bucket's account and AWS's services are let in, also where another statement names the caller.`,
    ['Take what is public out of the policy; then those whom it names get in.'],
  );
}

/** A grant to everybody that would let the caller in. `grant`: as traces name it. */
export function ignorePublicAcls(bucket: BlockedBucket, grant: string): ServiceReason {
  return reason(
    'ignorePublicAcls',
    bucket,
    `There is a grant that would allow it, and it counts as absent: ${grant}.`,
    ["Let the bucket's policy allow it instead."],
  );
}

const shownMax = 5;

function statementWords(policy: Document): string {
  const found: readonly PublicStatement[] = publicStatements(policy);
  const shown = found.slice(0, shownMax).map(({ statement }) => {
    const number = policy.statements.indexOf(statement) + 1;
    return statement.sid === undefined ? `statement ${number}` : `statement ${number} ("${statement.sid}")`;
  });
  const more = found.length > shownMax ? ` and ${found.length - shownMax} more` : '';
  return `${shown.join(', ')}${more} ${found.length === 1 ? 'lets' : 'let'} in whoever asks`;
}
