/**
 * A price list: which actions are billed, under what name, at what price. Users can give their own (`--price-list`); docs/guide/bill.md says its form.
 */
import { parseAmount } from './amount.ts';
import type { Tier } from './tiers.ts';

export interface PriceItem {
  /** As bills name it: `AWS Key Management Service`. */
  readonly service: string;
  readonly usageType: string;
  /** What one call is: `Requests`. */
  readonly unit: string;
  /** `kms:Encrypt`, or with an asterisk at the end. */
  readonly actions: readonly string[];
  readonly tiers: readonly Tier[];
}

export interface PriceList {
  /** Where the prices come from. Bills show it. */
  readonly source: string;
  readonly currency: string;
  readonly items: readonly PriceItem[];
}

export const priceListLimits = { items: 1_000, actions: 200, tiers: 20, textLength: 200 } as const;

export type PriceListOutcome =
  | { readonly ok: true; readonly list: PriceList }
  /** The first thing that is wrong, with the place: `items[2].tiers[0].price`. */
  | { readonly ok: false; readonly problem: string };

class Wrong extends Error {}

/** From parsed JSON. Unknown members are refused: a misspelt one would be a price that is not asked. */
export function readPriceList(value: unknown): PriceListOutcome {
  try {
    return { ok: true, list: listOf(value) };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, problem: error.message };
    throw error;
  }
}

function listOf(value: unknown): PriceList {
  const { source, currency, items } = members(value, 'the price list', ['source', 'currency', 'items'], ['$schema']);
  const code = text(currency, 'currency');
  if (!/^[A-Z]{3}$/.test(code)) throw new Wrong('currency is not three capital letters, such as USD');
  const read = array(items, 'items', priceListLimits.items).map((item, at) => itemOf(item, `items[${at}]`));
  const named = new Set<string>();
  const taken = new Set<string>();
  for (const [at, { service, usageType, actions }] of read.entries()) {
    const name = `${service} ${usageType}`;
    if (named.has(name)) throw new Wrong(`items[${at}] has the service and usage type of another item`);
    named.add(name);
    for (const action of actions) {
      if (taken.has(action.toLowerCase())) throw new Wrong(`items[${at}].actions has ${action}, as another item does`);
      taken.add(action.toLowerCase());
    }
  }
  return { source: text(source, 'source'), currency: code, items: read };
}

function itemOf(value: unknown, place: string): PriceItem {
  const { service, usageType, unit, actions, tiers } = members(value, place, [
    'service',
    'usageType',
    'unit',
    'actions',
    'tiers',
  ]);
  return {
    service: text(service, `${place}.service`),
    usageType: text(usageType, `${place}.usageType`),
    unit: text(unit, `${place}.unit`),
    actions: array(actions, `${place}.actions`, priceListLimits.actions).map((action, at) =>
      actionOf(action, `${place}.actions[${at}]`),
    ),
    tiers: tiersOf(tiers, `${place}.tiers`),
  };
}

function actionOf(value: unknown, place: string): string {
  const action = text(value, place);
  if (!/^[a-z0-9-]+:(\*|[A-Za-z0-9]+\*?)$/.test(action)) {
    throw new Wrong(`${place} is not an action such as kms:Encrypt, or kms:Generate* with the asterisk at its end`);
  }
  return action;
}

function tiersOf(value: unknown, place: string): readonly Tier[] {
  const all = array(value, place, priceListLimits.tiers);
  let before = 0;
  return all.map((tier, at): Tier => {
    const here = `${place}[${at}]`;
    const isLast = at === all.length - 1;
    const { upTo, price } = members(tier, here, isLast ? ['price'] : ['upTo', 'price']);
    const amount = typeof price === 'string' ? parseAmount(price) : undefined;
    if (amount === undefined) throw new Wrong(`${here}.price is not an amount as text, such as "0.0000004"`);
    if (isLast) return { price: amount };
    if (typeof upTo !== 'number' || !Number.isSafeInteger(upTo) || upTo <= before) {
      throw new Wrong(`${here}.upTo is not a whole number above the one before`);
    }
    before = upTo;
    return { upTo, price: amount };
  });
}

function members<Name extends string>(
  value: unknown,
  place: string,
  names: readonly Name[],
  further: readonly string[] = [],
): Readonly<Record<Name, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(`${place} is not an object`);
  for (const name of names) if (!Object.hasOwn(value, name)) throw new Wrong(`${place} has no ${name}`);
  for (const name of Object.keys(value)) {
    if (!(names as readonly string[]).includes(name) && !further.includes(name)) {
      throw new Wrong(`${place} has a member ${JSON.stringify(name.slice(0, 50))}, which it cannot have`);
    }
  }
  return value as Readonly<Record<Name, unknown>>;
}

function text(value: unknown, place: string): string {
  // Bills are printed on terminals: no control characters.
  if (typeof value !== 'string' || value === '' || value.length > priceListLimits.textLength || /\p{C}/u.test(value)) {
    throw new Wrong(`${place} is not a text of 1 to ${priceListLimits.textLength} characters`);
  }
  return value;
}

function array(value: unknown, place: string, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    throw new Wrong(`${place} is not a list of 1 to ${most}`);
  }
  return value;
}

/** Finds the item of an action: its own, else that of the longest beginning with an asterisk. */
export class PriceBook {
  readonly list: PriceList;
  readonly #exact = new Map<string, PriceItem>();
  readonly #beginnings = new Map<string, PriceItem>();
  readonly #known = new Map<string, PriceItem | undefined>();

  constructor(list: PriceList) {
    this.list = list;
    for (const item of list.items) {
      for (const action of item.actions) {
        const lower = action.toLowerCase();
        if (lower.endsWith('*')) this.#beginnings.set(lower.slice(0, -1), item);
        else this.#exact.set(lower, item);
      }
    }
  }

  /** Undefined: the action has no price, and is on no bill. */
  itemOf(action: string): PriceItem | undefined {
    if (this.#known.has(action)) return this.#known.get(action);
    const lower = action.toLowerCase();
    let item = this.#exact.get(lower);
    for (let length = lower.length; item === undefined && length > 0; length -= 1) {
      item = this.#beginnings.get(lower.slice(0, length));
    }
    if (this.#known.size >= knownMax) this.#known.clear();
    this.#known.set(action, item);
    return item;
  }
}

const knownMax = 10_000;
