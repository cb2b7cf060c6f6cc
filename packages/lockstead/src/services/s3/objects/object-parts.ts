/** The parts of an object that was uploaded in parts, as GetObjectAttributes shows them. */
import type { ObjectRecord } from '../state.ts';

/** `undefined` for an object of one piece. */
export function partsCount({ content }: ObjectRecord): number | undefined {
  return 'uploadId' in content ? content.parts : undefined;
}
