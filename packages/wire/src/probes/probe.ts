/** A request made from the model: what it tries, and what the model says must come of it. */
import type { ProtocolName } from '../types.ts';

/** `valid`: the model allows it, so that anything but a validation error is right. `invalid`: the model forbids it. `ignored`: as valid, with a member that nobody knows. */
export type Expectation = 'valid' | 'invalid' | 'ignored';

export interface Probe {
  /** Stable from one generation to the next: a baseline is kept by it. `CreateUser: UserName shorter than 1` */
  readonly name: string;
  readonly operation: string;
  /** The top-level member that it is about; none where it is about the request as a whole. */
  readonly member?: string;
  readonly protocol: ProtocolName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: Expectation;
}
