export interface ProcessLimits {
  /** Requests that a process has at a time; the others wait their turn. */
  readonly underWayMax: number;
  /** A request is given up when so many processes have died while it was the only request: then it is the cause. */
  readonly deathsMax: number;
  /** How long it rests after the second death in a row without an answer, doubling up to the most. */
  readonly restMsFirst: number;
  readonly restMsMax: number;
  /** How long requests under way may take when it is stopped, and then how long the process may take to end. */
  readonly stopMsMax: number;
  /** Of what it writes to its outputs, each time. */
  readonly saidLengthMax: number;
}

export const processLimits: ProcessLimits = {
  underWayMax: 256,
  deathsMax: 3,
  restMsFirst: 100,
  restMsMax: 5000,
  stopMsMax: 5000,
  saidLengthMax: 1000,
};
