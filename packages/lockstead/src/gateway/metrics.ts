/**
 * Counters for Prometheus. A dozen names and one histogram, incremented on the path of every request: a client library costs
 * more there than these sixty lines do (docs/decisions/0003-small-own-pieces.md).
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */

const bucketsMs = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000] as const;

/** Label sets beyond this are counted together, so that nobody can fill memory with names. */
const seriesMax = 2000;

interface Latency {
  readonly buckets: number[];
  sum: number;
  count: number;
}

export type RequestOutcome = 'ok' | 'denied' | 'clientError' | 'serverError' | 'unauthenticated';

export class Metrics {
  /** By service, operation and outcome. */
  readonly #requests = new Map<string, Map<string, Map<RequestOutcome, number>>>();
  #series = 0;
  readonly #latency: Latency = { buckets: bucketsMs.map(() => 0), sum: 0, count: 0 };
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, () => number>();

  request(service: string, operation: string, outcome: RequestOutcome, ms: number): void {
    const counts = this.#requests.get(service)?.get(operation);
    const known = counts?.get(outcome);
    if (counts === undefined || known === undefined) this.#addSeries(service, operation, outcome);
    else counts.set(outcome, known + 1);
    const { buckets } = this.#latency;
    for (let i = 0; i < bucketsMs.length; i++) {
      if (ms <= (bucketsMs[i] ?? 0)) buckets[i] = (buckets[i] ?? 0) + 1;
    }
    this.#latency.sum += ms;
    this.#latency.count += 1;
  }

  #addSeries(service: string, operation: string, outcome: RequestOutcome): void {
    const isFull = this.#series >= seriesMax;
    const [ofService, ofOperation] = isFull ? ['', ''] : [service, operation];
    if (!isFull) this.#series += 1;
    const operations = this.#requests.get(ofService) ?? new Map<string, Map<RequestOutcome, number>>();
    const counts = operations.get(ofOperation) ?? new Map<RequestOutcome, number>();
    this.#requests.set(ofService, operations.set(ofOperation, counts));
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }

  /** `name` without prefix, in snake case, ending in `_total`. */
  count(name: string, by = 1): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + by);
  }

  gauge(name: string, read: () => number): void {
    this.#gauges.set(name, read);
  }

  text(): string {
    const lines = ['# TYPE lockstead_requests_total counter'];
    for (const [service, operations] of this.#requests) {
      for (const [operation, counts] of operations) {
        for (const [outcome, value] of counts) {
          const labels = `service="${service}",operation="${operation}",outcome="${outcome}"`;
          lines.push(`lockstead_requests_total{${labels}} ${value}`);
        }
      }
    }
    lines.push('# TYPE lockstead_request_duration_milliseconds histogram');
    this.#latency.buckets.forEach((value, i) => {
      lines.push(`lockstead_request_duration_milliseconds_bucket{le="${bucketsMs[i]}"} ${value}`);
    });
    lines.push(`lockstead_request_duration_milliseconds_bucket{le="+Inf"} ${this.#latency.count}`);
    lines.push(`lockstead_request_duration_milliseconds_sum ${this.#latency.sum}`);
    lines.push(`lockstead_request_duration_milliseconds_count ${this.#latency.count}`);
    for (const [name, value] of this.#counters) {
      lines.push(`# TYPE lockstead_${name} counter`, `lockstead_${name} ${value}`);
    }
    for (const [name, read] of this.#gauges) {
      lines.push(`# TYPE lockstead_${name} gauge`, `lockstead_${name} ${read()}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
