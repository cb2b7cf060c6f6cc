/**
 * The keys that change their parts, primary and replica, are Updating for some seconds.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-update.html
 */
import type { Due } from '#events/agenda';
import { type Instant, later, seconds } from '#kernel/clock';
import type { AgendaItem } from '#service/agenda';
import { keyPlace, readKeyPlace } from './key-place.ts';
import { type FoundKey, keyById } from './key-reference.ts';
import { kmsState } from './state.ts';

const kind = 'kms:endUpdate';
/** AWS says that it takes a few seconds. */
const updateTime = seconds(2);

export function endOfUpdate({ owner, region, key }: FoundKey, now: Instant): Due {
  const ref = keyPlace({ owner, region, keyId: key.keyId });
  return { id: `${kind}:${ref}`, kind, at: later(now, updateTime), ref };
}

export const endUpdate: AgendaItem = {
  async handle(due, { tx }) {
    const { owner, region, keyId } = readKeyPlace(due.ref);
    const found = await keyById(tx, { account: owner, region }, keyId);
    if (found.is === 'missing' || found.key.state !== 'Updating') return;
    await kmsState(tx, owner, region).keys.update({ ...found.key, state: 'Enabled' });
  },
};
