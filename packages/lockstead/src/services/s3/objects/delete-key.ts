/** The deletion of one key, for DeleteObject and for each key of DeleteObjects. */
import { noSuchVersion } from '../errors.ts';
import { keyId } from '../record-ids.ts';
import { isDeleteMarker } from '../state.ts';
import { checkDeleteCondition } from './conditions.ts';
import { checkVersionId } from './find-object.ts';
import { checkLock } from './object-lock.ts';
import { checkKey } from './put-headers.ts';
import { nullVersion } from './version-id.ts';
import { type Deleted, deleteCurrent, deleteVersion, type KeyChange, versionOf } from './versions.ts';

export interface DeleteAsked {
  readonly versionId: string | undefined;
  /** Only an object with this ETag; `*` for any. */
  readonly ifMatch: string | undefined;
  /** The caller passes governance, and was allowed to. */
  readonly bypasses: boolean;
}

/** Throws what S3 answers for it, before anything is changed. A key that no object can have gets no marker either. */
export async function deleteKey(change: KeyChange, { versionId, ifMatch, bypasses }: DeleteAsked): Promise<Deleted> {
  checkKey(change.key);
  checkVersionId(versionId);
  if (ifMatch !== undefined) {
    checkDeleteCondition(ifMatch, change.key, await change.state.objects.get(keyId(change.bucket.name, change.key)));
  }
  if (versionId === undefined) return await deleteCurrent(change);
  if (versionId !== nullVersion && change.bucket.versioning === undefined) throw noSuchVersion(change.key, versionId);
  const version = await versionOf(change.state, change.bucket, change.key, versionId);
  if (version !== undefined && !isDeleteMarker(version)) checkLock(version, change.at, bypasses);
  return await deleteVersion(change, versionId);
}

/** The name under which the outcome of one key's pairs is asked for. */
export function ofKey(index: number, action: string): string {
  return `${index} ${action}`;
}

/** What the deletion of one key asks for. */
export function deleteActions(
  { BypassGovernanceRetention: bypass }: { readonly BypassGovernanceRetention?: boolean | undefined },
  versionId: string | undefined,
): readonly string[] {
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  return bypass === true ? [action, 's3:BypassGovernanceRetention'] : [action];
}
