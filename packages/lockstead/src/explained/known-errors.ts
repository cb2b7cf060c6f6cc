/** Refusals that are not a matter of policies: what they mean, found by the codes and sentences that clients print. */
import type { Advice } from './advice.ts';

interface KnownError extends Advice {
  /** In lower case. One of them is enough. */
  readonly marks: readonly string[];
}

const errors: readonly KnownError[] = [
  {
    marks: ['roles may not be assumed by root accounts'],
    what: 'The root user cannot assume roles, whatever policies say.',
    todo: ['Assume the role as an IAM user or from another role.'],
  },
  {
    marks: ['invalidclienttokenid', 'unrecognizedclientexception', 'security token included in the request is invalid'],
    what: 'The access key id is not known: deleted, inactive, mistyped, or of another account, endpoint or Region. No policy was asked.',
    todo: [
      'Check the key (aws iam list-access-keys) and that the client talks to the endpoint that made it (AWS_ENDPOINT_URL).',
      'Check the Region: in one that the account has not enabled, none of its keys is known (aws account list-regions, aws account enable-region).',
      'Temporary keys of GetSessionToken without a second factor are not known to IAM.',
    ],
  },
  {
    marks: ['signaturedoesnotmatch', 'invalidsignatureexception'],
    what: 'The access key is known, and the signature was not made with its secret, or something changed the request on its way. No policy was asked.',
    todo: ['Check the secret access key; then proxies that rewrite headers or paths.'],
  },
  {
    marks: ['expiredtoken', 'security token included in the request is expired'],
    what: 'The temporary credentials are past their end. No policy was asked.',
    todo: ['Make new ones (sts assume-role, get-session-token).'],
  },
  {
    marks: ['requesttimetooskewed', 'signature expired', 'signature not yet current', 'requestexpired'],
    what: "The time in the request's signature is too far from the server's. No policy was asked.",
    todo: ["Set this machine's clock right."],
  },
  {
    marks: ['missingauthenticationtoken', 'incompletesignature', 'missing authentication token'],
    what: 'The request is not signed, or not wholly. No policy was asked.',
    todo: ['Give the client credentials.'],
  },
  {
    marks: ['encoded authorization failure message'],
    what: 'The reason is in the encoded text of the message, which is for those who may read it.',
    todo: ['aws sts decode-authorization-message --encoded-message TEXT. Here you can ask for the request id as well.'],
  },
  {
    marks: ['notimplemented'],
    what: 'Lockstead knows the operation and does not do it.',
    todo: ['"lockstead coverage" lists what is done.'],
  },
];

/** `undefined` when the text is none of them. */
export function knownError(text: string): Advice | undefined {
  const lower = text.toLowerCase();
  return errors.find(({ marks }) => marks.some((mark) => lower.includes(mark)));
}
