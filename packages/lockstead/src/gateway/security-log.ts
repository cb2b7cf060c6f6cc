/**
 * Requests that nobody can be held to: an unknown key, a wrong signature, none at all. They are no events of any account, so that junk
 * buys no disk: a line each while there are few, a count always.
 */
import type { ClaimOutcome } from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { Transport } from '#service/request-context';
import type { Metrics } from './metrics.ts';

export interface UnheldRequest {
  readonly requestId: RequestId;
  readonly transport: Transport;
  readonly service: string;
  readonly operation: string;
  readonly claimed: ClaimOutcome;
  /** The code it was answered with. Its message can quote the request, session token included, and stays out. */
  readonly code: string;
}

/** Lines at once, and a second after that. */
const linesBurst = 50;
const linesPerSecond = 5;
const textLengthMax = 256;

export class SecurityLog {
  readonly #log: Log;
  readonly #metrics: Metrics;
  readonly #timers: Timers;
  #allowance = linesBurst;
  #at: number;
  #suppressed = 0;

  constructor(log: Log, metrics: Metrics, timers: Timers) {
    this.#log = log;
    this.#metrics = metrics;
    this.#timers = timers;
    this.#at = timers.monotonicMs();
  }

  refused({ requestId, transport, service, operation, claimed, code }: UnheldRequest): void {
    this.#metrics.count('unauthenticated_requests_total');
    if (!this.#hasAllowance()) {
      this.#suppressed += 1;
      this.#metrics.count('security_log_suppressed_total');
      return;
    }
    const accessKeyId = claimed.kind === 'claim' ? claimed.claim.accessKeyId.slice(0, textLengthMax) : undefined;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#log.warn('a request that nobody can be held to', {
      requestId,
      code,
      service,
      operation,
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
      ...(transport.sourceIp === undefined ? {} : { sourceIp: transport.sourceIp }),
      ...(transport.userAgent === undefined ? {} : { userAgent: transport.userAgent.slice(0, textLengthMax) }),
      ...(suppressed === 0 ? {} : { suppressed }),
    });
  }

  #hasAllowance(): boolean {
    const now = this.#timers.monotonicMs();
    this.#allowance = Math.min(linesBurst, this.#allowance + ((now - this.#at) / 1000) * linesPerSecond);
    this.#at = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }
}
