/** A request made from the model: what it tries, and what the model says must come of it. */
import type { ProtocolName } from '../types.ts';

/** `valid`: the model allows it, so that anything but a validation error is right. `invalid`: the model forbids it. `ignored`: as valid, with a member that nobody knows. */
export type Expectation = 'valid' | 'invalid' | 'ignored';

/** One malformed request, and what AWS answers to it. */
export interface Probe {
  /** Stable from one generation to the next: a baseline is kept by it. `CreateUser: UserName shorter than 1` */
  readonly name: string;
  readonly operation: string;
  /** The member that it is about; none where it is about the request as a whole. */
  readonly member?: string;
  /** Where that member stands, as AWS's messages write it: `tags.1.member.key`. */
  readonly path?: string;
  /** Of an ignored one: the members that lead to the structure which has it. Through lists and maps it goes by itself. */
  readonly unknownIn?: readonly string[];
  readonly protocol: ProtocolName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expect: Expectation;
}
