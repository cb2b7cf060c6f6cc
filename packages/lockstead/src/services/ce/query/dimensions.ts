/** What costs are grouped and filtered by. */
import type { AccountId } from '#kernel/ids';
import type { CostRow } from '../costs/visit.ts';
import { invalid } from '../errors.ts';

/** The dimensions that costs have here. AWS DIFFERS: it has more, of what is not metered here, such as AZ and INSTANCE_TYPE. */
const dimensions: Readonly<Record<string, (row: CostRow) => string>> = {
  SERVICE: ({ item }) => item.service,
  LINKED_ACCOUNT: ({ account }) => account,
  PAYER_ACCOUNT: ({ payer }) => payer,
  OPERATION: ({ action }) => action.slice(action.indexOf(':') + 1),
  REGION: ({ region }) => region,
  USAGE_TYPE: ({ item }) => item.usageType,
  RECORD_TYPE: () => 'Usage',
};

export type ValueOf = (row: CostRow) => string;

/** Throws for a dimension that costs do not have here, naming those that they have. */
export function dimensionOf(key: string): ValueOf {
  const dimension = Object.hasOwn(dimensions, key) ? dimensions[key] : undefined;
  if (dimension === undefined) {
    throw invalid(
      `The dimension ${key.slice(0, 100)} is not one that costs have here: ${Object.keys(dimensions).join(', ')}.`,
    );
  }
  return dimension;
}

/** Tags of accounts, by account. */
export type TagsOf = (account: AccountId) => ReadonlyMap<string, string> | undefined;
