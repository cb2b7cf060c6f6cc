/**
 * A bucket whose requesters pay: whoever is of another account says that he pays, or is refused. A request without a signature is refused: it has no payer. There
 * are no bills here, so that the answer says who would have paid.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
 */
import type { Authorize } from '#service/authorization';
import type { ReadOperation, WriteOperation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import { accessDenied } from '../errors.ts';
import type { S3Input, S3OperationName } from '../operation.ts';
import { payerNotSaid } from '../reasons/bucket-reasons.ts';
import type { BucketPlace, BucketRecord } from '../state.ts';
import { bucketArn } from './bucket-arn.ts';

/** The operations that take `x-amz-request-payer`. The others, on the bucket's own settings, are nobody else's to pay. */
export type TakesPayer = {
  [Name in S3OperationName]: 'RequestPayer' extends keyof S3Input<Name> ? Name : never;
}[S3OperationName];

interface PayerAsked {
  readonly RequestPayer?: string | undefined;
}

/** Inputs whose bucket, or a copy's source, is paid for by whoever asks. */
const charged: WeakMap<object, string> = new WeakMap();

/** Notes it of a request by another account. `asked` is the operation's input. */
export function notePayer(
  { session }: RequestContext,
  asked: object,
  { name, requestPayer }: BucketRecord,
  { account }: BucketPlace,
): void {
  if (requestPayer === 'Requester' && session.principal.account !== account) charged.set(asked, name);
}

/** Throws where the requester would pay and does not say so. */
function requirePayer(context: RequestContext, asked: PayerAsked): void {
  const bucket = charged.get(asked);
  if (bucket === undefined) return;
  const isSomebody = context.session.principal.kind !== 'anonymous';
  if (isSomebody && asked.RequestPayer === 'requester') return;
  const refusal = { action: 's3:*', resource: bucketArn(bucket), reasons: [payerNotSaid(bucket, isSomebody)] };
  throw accessDenied(undefined, { refusal });
}

/** What the operation asks for, once it is certain who pays. */
export function payerAsked<Input extends PayerAsked>(authorize: Authorize<Input>): Authorize<Input> {
  return async (input, reader, context) => {
    const pairs = await authorize(input, reader, context);
    requirePayer(context, input);
    return pairs;
  };
}

/** Its answer says where the requester was charged. */
export function charging<Op extends ReadOperation | WriteOperation>(operation: Op): Op {
  const handle = operation.handle as (input: object, ...rest: unknown[]) => Promise<object>;
  return {
    ...operation,
    async handle(input: object, ...rest: unknown[]) {
      const output = await handle(input, ...rest);
      return charged.has(input) ? { ...output, RequestCharged: 'requester' } : output;
    },
  };
}
