/**
 * The second factor that comes with a request for credentials.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
import type { Instant } from '#kernel/clock';
import type { WriteContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import { type CodeTries, judgeFactor, spendFactor } from '#services/iam/api';
import type { Reader } from '#store/port';
import { AccessDenied } from './errors.ts';

interface FactorInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

interface Given {
  readonly serial: string;
  readonly code: string;
}

/** Checks the codes that come with requests. */
export class SecondFactors {
  readonly #tries: CodeTries;
  /** A write is asked once more in its transaction what it asks for: that is the same try, and a transaction inside another would wait for ever. */
  readonly #counted = new WeakSet<RequestContext>();

  constructor(tries: CodeTries) {
    this.#tries = tries;
  }

  /** True where a good one is given, false where none is; throws in AWS's words where it is not good. */
  async check(input: FactorInput, reader: Reader, context: RequestContext): Promise<boolean> {
    const given = givenIn(input);
    if (given === undefined) return false;
    const { session, clock } = context;
    const now = clock.wallNow();
    const outcome = await judgeFactor(reader, session, given.serial, given.code, now);
    const { account } = session.principal;
    if (outcome.kind === 'unknownDevice' || account === undefined) throw AccessDenied.unknownDevice();
    if (this.#counted.has(context)) {
      if (outcome.kind === 'wrongCode') throw AccessDenied.wrongCode();
      return true;
    }
    this.#counted.add(context);
    const tried = { account, serial: given.serial, device: outcome.device };
    if (!(await this.#tries.begin(tried, now))) throw AccessDenied.wrongCode();
    if (outcome.kind === 'wrongCode') {
      if (outcome.isUsed) await this.#tries.noGuess(tried);
      throw AccessDenied.wrongCode();
    }
    await this.#tries.right(tried);
    return true;
  }
}

/** Uses the code up; when that was is `mfaAt` of the session. Absent where no factor was given. */
export async function spendSecondFactor(
  input: FactorInput,
  { tx, session, clock }: WriteContext,
): Promise<{ readonly mfaAt?: Instant }> {
  const given = givenIn(input);
  if (given === undefined) return {};
  const outcome = await judgeFactor(tx, session, given.serial, given.code, clock.wallNow());
  // It was good when the request was authorized: another request has used it since.
  if (outcome.kind !== 'proved') throw AccessDenied.wrongCode();
  await spendFactor(tx, outcome.proof);
  return { mfaAt: clock.now() };
}

function givenIn({ SerialNumber: serial, TokenCode: code }: FactorInput): Given | undefined {
  if (serial === undefined && code === undefined) return undefined;
  if (serial === undefined || code === undefined) throw AccessDenied.halfAFactor();
  return { serial, code };
}
