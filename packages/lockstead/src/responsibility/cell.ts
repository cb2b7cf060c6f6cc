/** One answer of the model: who answers for one layer of one service, why, and what the customer must do. */
import type { Source } from './sources.ts';

/** The two sides of the model. */
export type Side = 'provider' | 'customer';

/**
 * AWS's three kinds of controls (https://aws.amazon.com/compliance/shared-responsibility-model/): `inherited` are wholly AWS's, such as the
 * guards of the building. `shared` are done twice, by AWS for its infrastructure and by the customer for what runs on it, such as patching.
 * `customerSpecific` are the customer's alone.
 */
export type Control = 'inherited' | 'shared' | 'customerSpecific';

export type Cell =
  /** The customer relies on the provider, and can do nothing about it. */
  | { readonly party: 'inherited'; readonly control: 'inherited'; readonly why: string; readonly source: Source }
  /** The provider does it as a part of this service; with another service it might be the customer's. */
  | { readonly party: 'provider'; readonly control: Control; readonly why: string; readonly source: Source }
  | {
      readonly party: 'customer';
      readonly control: Control;
      readonly why: string;
      readonly must: string;
      readonly source: Source;
    }
  | {
      readonly party: 'shared';
      readonly control: 'shared';
      /** Whose mechanism it is. */
      readonly runs: Side;
      /** Who sets it up, and so decides whether it protects. */
      readonly configures: Side;
      readonly why: string;
      readonly must: string;
      readonly source: Source;
    }
  /** The service has no such layer. */
  | { readonly party: 'notApplicable'; readonly why: string; readonly source: Source }
  /** AWS's pages do not say. `must`: how the customer finds out. */
  | { readonly party: 'notSettled'; readonly why: string; readonly must: string; readonly source: Source };

export function inherited(source: Source, why: string): Cell {
  return { party: 'inherited', control: 'inherited', why, source };
}

/** Of patching and set-up, which AWS counts among the shared controls: the provider does its part here. */
export function provider(source: Source, why: string): Cell {
  return { party: 'provider', control: 'shared', why, source };
}

export function customer(source: Source, why: string, must: string): Cell {
  return { party: 'customer', control: 'customerSpecific', why, must, source };
}

/** Patching and set-up: AWS does the same for its own infrastructure. */
export function customersPart(source: Source, why: string, must: string): Cell {
  return { party: 'customer', control: 'shared', why, must, source };
}

/** The usual way of sharing: the provider runs the mechanism, the customer sets it up. */
export function shared(source: Source, why: string, must: string): Cell {
  return { party: 'shared', control: 'shared', runs: 'provider', configures: 'customer', why, must, source };
}

export function notApplicable(source: Source, why: string): Cell {
  return { party: 'notApplicable', why, source };
}

export function notSettled(source: Source, why: string, must: string): Cell {
  return { party: 'notSettled', why, must, source };
}

/** Who must act when something about this layer is wrong. `undefined`: there is no such layer. */
export function actingSide(cell: Cell): Side | undefined {
  switch (cell.party) {
    case 'inherited':
    case 'provider':
      return 'provider';
    case 'shared':
      return cell.configures;
    case 'customer':
    case 'notSettled':
      return 'customer';
    case 'notApplicable':
      return undefined;
  }
}

/** Whether somebody who asks for one side's part wants to see it. What is shared belongs to both. */
export function concerns(cell: Cell, side: Side): boolean {
  return cell.party === 'shared' || actingSide(cell) === side;
}
