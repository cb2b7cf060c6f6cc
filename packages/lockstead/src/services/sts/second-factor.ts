/**
 * The second factor that comes with a request for credentials.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
import { elapsed, type Instant, minutes } from '#kernel/clock';
import type { WriteContext } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import { judgeFactor, spendFactor } from '#services/iam/api';
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

interface Failures {
  readonly since: Instant;
  readonly count: number;
}

/** So many wrong codes in so long a time, and no code of that device counts until it is over: a million codes are not tried. */
const failuresMax = 5;
const failureWindow = minutes(5);
const devicesMax = 10_000;

/** One for each process: it remembers wrong codes, so that nobody tries them all. */
export class SecondFactors {
  /** By device; only those that exist get in. In memory: a restart forgives what five tries could not do. */
  readonly #failures = new Map<string, Failures>();

  /** True where a good one is given, false where none is; throws in AWS's words where it is not good. */
  async check(input: FactorInput, reader: Reader, { session, clock }: RequestContext): Promise<boolean> {
    const given = givenIn(input);
    if (given === undefined) return false;
    const now = clock.wallNow();
    const outcome = await judgeFactor(reader, session, given.serial, given.code, now);
    if (outcome.kind === 'unknownDevice') throw AccessDenied.unknownDevice();
    if (this.#isLocked(outcome.device, now)) throw AccessDenied.wrongCode();
    if (outcome.kind === 'wrongCode') {
      if (!outcome.isUsed) this.#failed(outcome.device, now);
      throw AccessDenied.wrongCode();
    }
    this.#failures.delete(outcome.device);
    return true;
  }

  #isLocked(device: string, now: Instant): boolean {
    const failures = this.#failures.get(device);
    if (failures === undefined) return false;
    if (elapsed(failures.since, now) < failureWindow) return failures.count >= failuresMax;
    this.#failures.delete(device);
    return false;
  }

  #failed(device: string, now: Instant): void {
    const { since, count } = this.#failures.get(device) ?? { since: now, count: 0 };
    const [oldest] = this.#failures.keys();
    if (this.#failures.size >= devicesMax && oldest !== undefined) this.#failures.delete(oldest);
    this.#failures.set(device, { since, count: count + 1 });
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
