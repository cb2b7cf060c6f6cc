/** A write that changes what an object says of itself, and not its bytes. */
import type { WriteContext } from '#service/operation';
import { keyId } from '../record-ids.ts';
import { idOfVersion, type ObjectRecord, s3State } from '../state.ts';
import { type FoundObject, findObject, type ObjectAsked } from './find-object.ts';

/** Answers what was found. `change` throws what the operation answers where it does not go. */
export async function changeObject(
  context: WriteContext,
  asked: ObjectAsked,
  method: string,
  change: (found: FoundObject) => ObjectRecord | Promise<ObjectRecord>,
): Promise<FoundObject> {
  const { tx } = context;
  const found = await findObject({ ...context, reader: tx }, asked, method);
  const { object, place } = found;
  const changed = await change(found);
  const state = s3State(tx, place);
  const current = await state.objects.get(keyId(object.bucket, object.key));
  if (current?.versionId === object.versionId) await state.objects.update(changed);
  else {
    const [old] = await state.versions.list({ prefix: idOfVersion(object), limit: 1 });
    if (old !== undefined) await state.versions.update(changed);
  }
  return found;
}
