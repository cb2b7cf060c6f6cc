/** The front, where there is an upstream: what it asks of the services that are Lockstead's own. */
import type { Config } from '#config/config';
import { BadConfig } from '#config/flags';
import type { EncodeDenial } from '#front/encode-denial';
import type { OpenFront } from '#front/front';
import type { OwnKeys } from '#front/own-keys';
import type { OwnRole, OwnRoles } from '#front/own-roles';
import type { AccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import { type FoundRole, findInstanceProfile, findRoleByArn } from '#services/iam/api';
import type { Keys } from '#services/kms/api';
import type { Store } from '#store/port';

export interface FrontParts {
  readonly log: Log;
  readonly timers: Timers;
  readonly homeAccount: AccountId;
  readonly keys: Keys;
  readonly store: Store;
  readonly encodeDenial: EncodeDenial;
  /** By service. */
  readonly registry: ReadonlyMap<string, unknown>;
}

/** Of a service that is Lockstead's own: whether it is left to a backend all the same. Buckets are, where `--upstream s3=URL` says so. */
export function staysInBackend({ upstreams }: Config, name: string): boolean {
  return (name === 's3' || name === 's3control') && upstreams.some(({ service }) => service === 's3');
}

/** Its rooms are loaded where there is an upstream: who has none pays nothing. */
export async function frontOf(
  { upstreams, frontUnknown, enforce }: Config,
  { log, timers, homeAccount, keys, store, registry, encodeDenial }: FrontParts,
): Promise<OpenFront | undefined> {
  if (upstreams.length === 0) return undefined;
  const { openFront } = await import('#front/front');
  // Who only wants to know what would be denied wants nothing to stop.
  const unknown = enforce === 'full' ? frontUnknown : 'audit';
  try {
    const servesItself = (id: string): boolean => registry.has(id);
    const ours = { ownKeys: keysOfOurs(keys), ownRoles: rolesOfOurs(store) };
    return openFront({ upstreams, unknown, log, timers, homeAccount, servesItself, encodeDenial, ...ours });
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchService') throw new BadConfig(error.message);
    throw error;
  }
}

function keysOfOurs({ forOthers: keys }: Keys): OwnKeys {
  return {
    async find(place, name) {
      const key = await keys.find(place, name);
      return key === undefined ? undefined : { use: (asked) => keys.pair(key, asked) };
    },
  };
}

function rolesOfOurs(store: Store): OwnRoles {
  const roleOf = ({ arn, role }: FoundRole): OwnRole => ({ arn, ...role });
  return {
    async role(arn) {
      const found = await findRoleByArn(store, arn);
      return found === undefined ? undefined : roleOf(found);
    },
    async profile(arn) {
      const found = await findInstanceProfile(store, arn);
      if (found === undefined) return undefined;
      const { name, path, role } = found;
      return role === undefined ? { name, path } : { name, path, role: roleOf(role) };
    },
  };
}
