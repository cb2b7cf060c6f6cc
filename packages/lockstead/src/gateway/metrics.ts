/**
 * Counters for Prometheus. A dozen names and one histogram, incremented on the path of every request: a client library costs
 * more there than these sixty lines do (docs/decisions/0003-small-own-pieces.md).
 * Format: https://prometheus.io/docs/instrumenting/exposition_formats/
 */

const bucketsMs = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000] as const;

/** Every counter there is, without its prefix, and what it counts. */
const counters = {
  answers_dropped_total: 'Answers given up because their clients did not take them.',
  connections_refused_total: 'Connections refused because their address held too many.',
  connections_shed_total: 'Connections closed to make room for new ones.',
  closed_region_requests_total: 'Requests for a Region that the account of the caller has not enabled.',
  denied_admin_calls_total: 'Admin calls that a known caller was not allowed to make.',
  refused_sign_ins_total: 'Sign-ins of nobody, and guesses that came too early.',
  ignored_members_total: 'Members of requests that the model does not know, which were ignored.',
  malformed_requests_total: 'Requests that were no HTTP, had too large a head, or were too slow.',
  denied_total: 'Requests that policies denied.',
  would_be_denied_total: 'Requests that policies would have denied, let through by --enforce audit.',
  overload_total: 'Requests refused because too many were under way.',
  refused_hosts_total: 'Requests for a host, or from an origin, that is not let in.',
  security_log_suppressed_total: 'Lines that the security log left out because there were too many.',
  unauthenticated_requests_total: 'Requests that nobody can be held to: unknown key, wrong signature, or unsigned.',
} as const satisfies Record<string, string>;

export type CounterName = keyof typeof counters;

interface Gauge {
  readonly help: string;
  readonly lines: (name: string) => readonly string[];
}

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
  readonly #counters = new Map<CounterName, number>();
  readonly #gauges = new Map<string, Gauge>();

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

  count(name: CounterName, by = 1): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + by);
  }

  /** `name` without prefix, in snake case, its unit (a base unit: seconds, bytes) last. */
  gauge(name: string, help: string, read: () => number): void {
    this.#gauges.set(name, { help, lines: (full) => [`${full} ${read()}`] });
  }

  /** One value for each value of a label. Its values are ours, never a caller's: their number is bounded. */
  gauges(name: string, label: string, help: string, read: () => Readonly<Record<string, number>>): void {
    const lines = (full: string): string[] =>
      Object.entries(read()).map(([value, number]) => `${full}{${label}="${value}"} ${number}`);
    this.#gauges.set(name, { help, lines });
  }

  text(): string {
    const lines = headOf('lockstead_requests_total', 'counter', 'Requests by service, operation and outcome.');
    for (const [service, operations] of this.#requests) {
      for (const [operation, counts] of operations) {
        for (const [outcome, value] of counts) {
          const labels = `service="${service}",operation="${operation}",outcome="${outcome}"`;
          lines.push(`lockstead_requests_total{${labels}} ${value}`);
        }
      }
    }
    const duration = 'lockstead_request_duration_seconds';
    lines.push(...headOf(duration, 'histogram', 'Time from the head of a request to its answer.'));
    this.#latency.buckets.forEach((value, i) => {
      lines.push(`${duration}_bucket{le="${(bucketsMs[i] ?? 0) / 1000}"} ${value}`);
    });
    lines.push(`${duration}_bucket{le="+Inf"} ${this.#latency.count}`);
    lines.push(`${duration}_sum ${this.#latency.sum / 1000}`, `${duration}_count ${this.#latency.count}`);
    for (const [name, help] of Object.entries(counters)) {
      const full = `lockstead_${name}`;
      lines.push(...headOf(full, 'counter', help), `${full} ${this.#counters.get(name as CounterName) ?? 0}`);
    }
    for (const [name, gauge] of this.#gauges) {
      const full = `lockstead_${name}`;
      lines.push(...headOf(full, 'gauge', gauge.help), ...gauge.lines(full));
    }
    return `${lines.join('\n')}\n`;
  }
}

function headOf(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
