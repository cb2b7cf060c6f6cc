/**
 * AWS Cost Explorer: what calls cost, by a price list of one's own.
 * AWS: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/
 */
import { schedule } from '#events/agenda';
import { sweepMetered } from '#events/usage/meter';
import { hours, later } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import { defineService, type ServiceDefinition } from '#service/service';
import { costAuthorization } from './authorization.ts';
import type { CostParts } from './operation.ts';
import { getCostAndUsage } from './operations/get-cost-and-usage.ts';
import { getDimensionValues } from './operations/get-dimension-values.ts';
import { getTags } from './operations/get-tags.ts';
import { refusedCosts } from './refused.ts';

export type { CostParts } from './operation.ts';

/** A small batch in each run: again at once while there is more, otherwise in a day. */
const sweepUsage: AgendaItem = {
  async handle(due, { tx, now }) {
    const isMore = await sweepMetered(tx, now);
    await schedule(tx, { ...due, at: isMore ? now : later(now, hours(24)) });
  },
};

export function costExplorer(parts: CostParts): ServiceDefinition {
  return defineService({
    name: 'ce',
    global: true,
    operations: [getCostAndUsage(parts), getDimensionValues(parts), getTags(parts)],
    authorization: costAuthorization,
    refused: refusedCosts,
    agenda: { sweepUsage },
    standing: ['sweepUsage'],
  });
}
