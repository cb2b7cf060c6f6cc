/** Access keys of users and of the root user, as the gateway asks for them. Kept in memory until something about their account's keys or users changes. */
import { iamArn } from '#kernel/arn';
import type { CredentialOutcome, Credentials } from '#service/ports';
import type { Principal } from '#service/session';
import { mayUseCaches } from '#store/caches';
import type { Change, Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { userArn } from '../entities/arns.ts';
import { iamCollections, iamState, nameKey } from '../state/state.ts';

/** Enough for every key in steady use, few enough to bound memory. */
const cachedMax = 10_000;

/**
 * For the access keys of users and of the root user: the session and secret of a key that is active, or that the key is inactive or not known. A change of
 * a key or user counts at once on its node, and on others when they hear of it.
 */
export function longTermCredentials(store: Store): Credentials {
  /** As they are answered, so that a known one costs nothing more. */
  const cache = new Map<string, Promise<CredentialOutcome>>();
  let generation = 0;
  const watched: ReadonlySet<string> = new Set([
    iamCollections.accessKeys.name,
    iamCollections.users.name,
    iamCollections.keyOwners.name,
  ]);
  store.onCommit((changes: readonly Change[]) => {
    for (const { collection, before } of changes) {
      // What did not exist before is in no cache.
      if (before === undefined || !watched.has(collection)) continue;
      cache.clear();
      generation += 1;
      return;
    }
  });

  store.onMissed(() => {
    cache.clear();
    generation += 1;
  });

  async function load(accessKeyId: string): Promise<CredentialOutcome> {
    const owner = await store.in(iamCollections.keyOwners, partitionScope).get(accessKeyId);
    if (owner === undefined) return { kind: 'unknown' };
    const { account } = owner;
    const state = iamState(store, account);
    const key = await state.accessKeys.get(accessKeyId);
    if (key === undefined) return { kind: 'unknown' };
    if (key.status === 'Inactive') return { kind: 'inactive' };
    if (key.user === undefined) {
      const principal: Principal = { kind: 'root', account, arn: iamArn(account, 'root') };
      return { kind: 'valid', session: { principal, accessKeyId: key.id }, secret: key.secret };
    }
    const user = await state.users.get(nameKey(key.user));
    if (user === undefined) return { kind: 'unknown' };
    const principal: Principal = {
      kind: 'user',
      account,
      arn: userArn(account, user),
      userName: user.name,
      userId: user.id,
    };
    return { kind: 'valid', session: { principal, accessKeyId: key.id }, secret: key.secret };
  }

  async function loadAndKeep(accessKeyId: string): Promise<CredentialOutcome> {
    const started = generation;
    const outcome = await load(accessKeyId);
    // Unknown ids are not kept: anybody can make them up. Nor is what may have changed while it was read.
    if (outcome.kind === 'valid' && started === generation) {
      if (cache.size >= cachedMax) cache.clear();
      cache.set(accessKeyId, Promise.resolve(outcome));
    }
    return outcome;
  }

  return {
    find(accessKeyId) {
      const known = cache.get(accessKeyId);
      return known !== undefined && mayUseCaches(store) ? known : loadAndKeep(accessKeyId);
    },
  };
}
