/** How much the usage ledger keeps. */
export interface UsageLimits {
  readonly flushMs: number;
  readonly waitingMax: number;
  readonly heldMax: number;
  readonly batchMax: number;
  readonly resourcesMax: number;
  readonly givenMax: number;
}

export const usageLimits: UsageLimits = {
  /** Uses are counted in memory and written this often. A kill -9 loses the counts since the last write, and nothing else. */
  flushMs: 60_000,
  /** So many different uses since the last write cause the next one at once. */
  waitingMax: 20_000,
  /** While nothing can be written, so many uses are held. Further uses are not counted. */
  heldMax: 40_000,
  /** Rows that one transaction writes, so that nobody waits long for it. */
  batchMax: 200,
  /**
   * So many resources of one principal and action have a row of their own. Further ones share one row, which has only their number and the last
   * time: a
   * principal that writes a million objects must not fill the disk with their names.
   */
  resourcesMax: 1000,
  /** Values of one condition key that one row keeps. A role is passed to few services. */
  givenMax: 32,
};
