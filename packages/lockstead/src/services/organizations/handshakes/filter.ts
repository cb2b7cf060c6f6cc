/** By kind, or by the handshake that waits for them. */
import type { HandshakeFilter } from '@aws-sdk/client-organizations';
import { invalidInput } from '../errors.ts';
import type { HandshakeRecord } from '../state.ts';

/** Throws for a filter that asks for both. */
export function isAskedFor(filter: HandshakeFilter | undefined, { action, parent }: HandshakeRecord): boolean {
  const { ActionType, ParentHandshakeId } = filter ?? {};
  if (ActionType !== undefined && ParentHandshakeId !== undefined) {
    throw invalidInput('MAX_LIMIT_EXCEEDED_FILTER', 'A filter has one member: the kind, or the parent.');
  }
  if (ActionType !== undefined) return action === ActionType;
  return ParentHandshakeId === undefined || parent === ParentHandshakeId;
}
