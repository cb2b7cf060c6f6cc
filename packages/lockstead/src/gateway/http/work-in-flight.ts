/**
 * How many requests are at work at one time: here whole, and not answered. One whose body is still arriving, or whose answer waits to be
 * taken, is not at work: a slow client holds up nobody but itself.
 */

import type { Metrics } from '../metrics.ts';
import type { GatewayLimits } from './limits.ts';
import type { Exchange } from './respond.ts';

export class WorkInFlight {
  readonly #limits: Pick<GatewayLimits, 'requestsInFlightMax' | 'transfersMax'>;
  #atWork = 0;
  #streaming = 0;

  constructor(limits: Pick<GatewayLimits, 'requestsInFlightMax' | 'transfersMax'>, metrics: Metrics) {
    this.#limits = limits;
    metrics.gauge('requests_in_flight', 'Requests that are here whole and not answered.', () => this.#atWork);
    metrics.gauge('transfers_in_flight', 'Bodies that stream in, and answers that stream out.', () => this.#streaming);
  }

  /** False where it is one too many. */
  enter(exchange: Exchange): boolean {
    if (exchange.isAtWork) return true;
    if (this.#atWork >= this.#limits.requestsInFlightMax) return false;
    exchange.isAtWork = true;
    this.#atWork += 1;
    return true;
  }

  leave(exchange: Exchange): void {
    if (!exchange.isAtWork) return;
    exchange.isAtWork = false;
    this.#atWork -= 1;
  }

  /** From now on its body streams in. False where it is one too many. */
  streamsIn(exchange: Exchange): boolean {
    if (this.#streaming >= this.#limits.transfersMax) return false;
    this.#streams(exchange);
    return true;
  }

  /** From now on its answer streams out. It was carried out: there is no refusing it any more. */
  streamsOut(exchange: Exchange): void {
    this.#streams(exchange);
  }

  #streams(exchange: Exchange): void {
    this.leave(exchange);
    this.#streaming += 1;
    exchange.response.once('close', () => {
      this.#streaming -= 1;
    });
  }
}
