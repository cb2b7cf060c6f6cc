/** Who reads the change feed. */
import type { Change, Transaction } from '#store/port';

/** Its cursor moves in the transaction of its own writes, so that nothing is lost or done twice. */
export interface Subscriber {
  /** Names its cursor: never change it. */
  readonly name: string;
  handle(batch: readonly Change[], tx: Transaction): Promise<void>;
}
