/**
 * What is refused and is no event of any account. Requests that nobody can be held to: an unknown key, a wrong signature, none at all; those
 * for a host, or from an origin, that is not let in; and denied calls of the admin API. Junk buys no disk: a line each while there are few,
 * a count always.
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

interface ForeignRequest {
  readonly host: string | undefined;
  readonly origin: string | undefined;
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
    const accessKeyId = claimed.kind === 'claim' ? claimed.claim.accessKeyId.slice(0, textLengthMax) : undefined;
    this.#write('a request that nobody can be held to', transport, {
      requestId,
      code,
      service,
      operation,
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
    });
  }

  /** Somebody who is known may not make an admin call. */
  deniedAdminCall(transport: Transport, action: string, principal: string): void {
    this.#metrics.count('denied_admin_calls_total');
    this.#write('an admin call was denied', transport, { action, principal });
  }

  /** Somebody who is known asks for a Region that the account has not enabled. The answer does not say so, as AWS's does not. */
  closedRegion(transport: Transport, account: string, region: string): void {
    this.#metrics.count('closed_region_requests_total');
    this.#write('a request for a Region that its account has not enabled (account:EnableRegion)', transport, {
      account,
      region,
    });
  }

  /** Nobody's name at the sign-in pages, or a guess that came too early: neither is an event of any account. */
  refusedSignIn(transport: Transport, isTooEarly: boolean): void {
    this.#metrics.count('refused_sign_ins_total');
    this.#write('a sign-in was refused', transport, { isTooEarly });
  }

  /** A browser sent here by another site, or a name that is not ours. */
  foreign(transport: Transport, { host, origin }: ForeignRequest): void {
    this.#metrics.count('refused_hosts_total');
    this.#write('a request for another host, or from another origin', transport, {
      ...(host === undefined ? {} : { host: host.slice(0, textLengthMax) }),
      ...(origin === undefined ? {} : { origin: origin.slice(0, textLengthMax) }),
    });
  }

  #write(message: string, transport: Transport, fields: object): void {
    if (!this.#hasAllowance()) {
      this.#suppressed += 1;
      this.#metrics.count('security_log_suppressed_total');
      return;
    }
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#log.warn(message, {
      ...fields,
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
