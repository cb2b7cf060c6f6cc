/** How the probes of one operation were answered. */
export interface OperationVerdict {
  readonly service: string;
  readonly operation: string;
  readonly right: number;
  /** One line for each probe that is answered otherwise than the model wants. */
  readonly wrong: readonly string[];
  /** How many probes were carried out: answered with 200. */
  readonly done: number;
}
