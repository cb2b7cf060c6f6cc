/** What an operation of Cost Explorer is asked about when it is probed: the current day, which has the calls of the probe itself. */
import type { Cloud } from 'lockstead';
import type { Known } from './probed-account.ts';

export function knownCosts(cloud: Cloud, service: string): Known {
  if (service !== 'ce') return {};
  const now = cloud.clock.now().getTime();
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return {
    TimePeriod: { Start: day(now), End: day(now + 86_400_000) },
    Metrics: ['UnblendedCost'],
    Granularity: 'DAILY',
    Dimension: 'SERVICE',
  };
}
