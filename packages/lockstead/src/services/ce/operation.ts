import type { Meter } from '#events/usage/meter';
import type { Authorize } from '#service/authorization';
import type { ReadOperation } from '#service/operation';
import type { PriceBook } from './prices/price-list.ts';
import type { CostInputs, CostOutputs } from './shapes.ts';

export type CostOperationName = keyof CostInputs;

/** The service's authorization table. */
export type CostAuthorization = { readonly [Name in CostOperationName]: Authorize<CostInputs[Name]> };

/** All operations that are done only look; they wait until what was counted is written. */
export type CostRead<Name extends CostOperationName> = ReadOperation<CostInputs[Name], CostOutputs[Name]> & {
  readonly name: Name;
  readonly waits: true;
};

/** What Cost Explorer is given. */
export interface CostParts {
  readonly meter: Pick<Meter, 'flush'>;
  readonly prices: PriceBook;
}
