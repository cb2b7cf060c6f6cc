/**
 * MFA delete: versions of such a bucket are removed, and its versioning is changed, by the root user of its account alone, with a code of a device
 * that is the root user's. `x-amz-mfa` has the device's serial number, a blank, and the code; a code is good for one request.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
 *
 * AWS DIFFERS? It refuses the header over plain HTTP. Its sentences for a code that is wrong, and for a device that is another's, are not known: each is
 * answered like a request without the header, which tells a guesser the least.
 */

import type { AccountId } from '#kernel/ids';
import type { WriteContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type CodeTries, judgeCode, spendFactor } from '../../iam/api.ts';
import { accessDenied, type S3Error } from '../errors.ts';
import { mfaDeleteRefused } from '../reasons/bucket-reasons.ts';
import type { BucketPlace } from '../state.ts';
import { bucketArn } from './bucket-arn.ts';
import type { FoundBucket } from './find-bucket.ts';

/** What is guarded, as a policy would name it. */
export interface Guarded {
  readonly action: string;
  readonly found: FoundBucket;
  /** The header. */
  readonly mfa: string | undefined;
}

export class MfaDelete {
  readonly #tries: CodeTries;

  constructor(tries: CodeTries) {
    this.#tries = tries;
  }

  /** Before the transaction: each code that is tried counts. Throws where it is not good. */
  async check(context: RequestContext & { readonly reader: Reader }, guarded: Guarded): Promise<void> {
    const { account, serial, code } = given(context, guarded);
    const now = context.clock.wallNow();
    const outcome = await judgeCode(context.reader, { account, ownerId: account }, serial, code, now);
    if (outcome.kind === 'unknownDevice') throw refused(guarded);
    const tried = { account, serial, device: outcome.device };
    if (!(await this.#tries.begin(tried, now))) throw refused(guarded);
    if (outcome.kind === 'wrongCode') {
      if (outcome.isUsed) await this.#tries.noGuess(tried);
      throw refused(guarded);
    }
    await this.#tries.right(tried);
  }

  /** In the transaction that it guards: uses the code up. */
  async spend({ tx, ...context }: WriteContext, guarded: Guarded): Promise<void> {
    const { account, serial, code } = given(context, guarded);
    const outcome = await judgeCode(tx, { account, ownerId: account }, serial, code, context.clock.wallNow());
    // It was good a moment ago: another request has used it since.
    if (outcome.kind !== 'proved') throw refused(guarded);
    await spendFactor(tx, outcome.proof);
  }
}

interface Given {
  readonly account: AccountId;
  readonly serial: string;
  readonly code: string;
}

function given({ session }: Pick<RequestContext, 'session'>, guarded: Guarded): Given {
  const { place } = guarded.found;
  const [, serial, code] = /^(\S{1,256}) (\d{6})$/.exec(guarded.mfa ?? '') ?? [];
  if (!isOwnersRoot(session, place) || serial === undefined || code === undefined) throw refused(guarded);
  return { account: place.account, serial, code };
}

export function isOwnersRoot({ principal }: RequestContext['session'], { account }: BucketPlace): boolean {
  return principal.kind === 'root' && principal.account === account;
}

function refused({ action, found: { bucket } }: Guarded): S3Error {
  const refusal = { action, resource: bucketArn(bucket.name), reasons: [mfaDeleteRefused(bucket.name)] };
  return accessDenied('Mfa Authentication must be used for this request', { refusal });
}
