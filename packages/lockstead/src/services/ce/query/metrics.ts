/** Metrics of costs. There are no commitments, discounts or credits here, so that amortized and net costs are the unblended one. */
import type { CostRow } from '../costs/visit.ts';
import { invalid } from '../errors.ts';
import { formatAmount, one } from '../prices/amount.ts';
import type { MetricValue } from '../shapes.ts';

const money = {
  AmortizedCost: 'unblended',
  BlendedCost: 'blended',
  NetAmortizedCost: 'unblended',
  NetUnblendedCost: 'unblended',
  UnblendedCost: 'unblended',
} as const;
type MoneyMetric = keyof typeof money;

export type MetricName = MoneyMetric | 'NormalizedUsageAmount' | 'UsageQuantity';

/** Throws for a name that no metric has, and for none at all. */
export function metricsOf(names: readonly string[]): readonly MetricName[] {
  if (names.length === 0) throw invalid('Metrics has at least one name.');
  return [...new Set(names)].map((name) => {
    if (!Object.hasOwn(money, name) && name !== 'UsageQuantity' && name !== 'NormalizedUsageAmount') {
      throw invalid(`There is no metric ${name.slice(0, 100)}.`);
    }
    return name as MetricName;
  });
}

/** What is summed of rows, whichever metrics are asked for. */
export class Sum {
  unblended = 0n;
  blended = 0n;
  count = 0;
  /** Of all rows; `N/A` where they have several. */
  unit: string | undefined;

  add({ unblended, blended, count, item: { unit } }: CostRow): void {
    this.unblended += unblended;
    this.blended += blended;
    this.count += count;
    this.unit = this.unit === undefined || this.unit === unit ? unit : 'N/A';
  }

  /** As one number, to sort by. */
  amount(metric: MetricName): bigint {
    if (metric === 'UsageQuantity') return BigInt(this.count) * one;
    return metric === 'NormalizedUsageAmount' ? 0n : this[money[metric]];
  }

  shown(metrics: readonly MetricName[], currency: string): Readonly<Record<string, MetricValue>> {
    return Object.fromEntries(
      metrics.map((metric): [string, MetricValue] => {
        const Amount = formatAmount(this.amount(metric));
        // Nothing here has a size by which usage is normalized.
        if (metric === 'NormalizedUsageAmount') return [metric, { Amount, Unit: 'N/A' }];
        return [metric, { Amount, Unit: metric === 'UsageQuantity' ? (this.unit ?? 'N/A') : currency }];
      }),
    );
  }
}
