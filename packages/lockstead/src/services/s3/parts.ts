/** What S3's operations stand on; index.ts puts it together. */
import type { Blobs } from '#store/blobs/port';
import type { CompiledPolicies } from '../compiled-policies.ts';
import type { Keys } from '../kms/api.ts';
import type { KnownUsers } from './acl/known-users.ts';
import type { MfaDelete } from './buckets/mfa-delete.ts';
import type { ObjectEncrypter } from './encryption/object-keys.ts';

export interface ObjectParts {
  readonly blobs: Blobs;
  readonly encrypter: ObjectEncrypter;
  readonly users: KnownUsers;
  readonly mfaDelete: MfaDelete;
}

export interface AuthorizationParts {
  readonly policies: CompiledPolicies;
  readonly keys: Pick<Keys, 'forOthers'>;
}
