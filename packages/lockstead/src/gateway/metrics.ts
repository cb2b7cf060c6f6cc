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
  readonly #requests = new Map<string, number>();
  readonly #latency: Latency = { buckets: bucketsMs.map(() => 0), sum: 0, count: 0 };
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, () => number>();

  request(service: string, operation: string, outcome: RequestOutcome, ms: number): void {
    let key = `service="${service}",operation="${operation}",outcome="${outcome}"`;
    if (!this.#requests.has(key) && this.#requests.size >= seriesMax)
      key = `service="",operation="",outcome="${outcome}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const { buckets } = this.#latency;
    for (let i = 0; i < bucketsMs.length; i++) {
      if (ms <= (bucketsMs[i] ?? 0)) buckets[i] = (buckets[i] ?? 0) + 1;
    }
    this.#latency.sum += ms;
    this.#latency.count += 1;
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
    for (const [labels, value] of this.#requests) lines.push(`lockstead_requests_total{${labels}} ${value}`);
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
