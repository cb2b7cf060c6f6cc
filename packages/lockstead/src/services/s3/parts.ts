/** What S3's operations stand on; index.ts puts it together. */
import type { Blobs } from '#store/blobs/port';
import type { CompiledPolicies } from '../compiled-policies.ts';
import type { ObjectEncrypter } from './encryption/object-keys.ts';

export interface ObjectParts {
  readonly blobs: Blobs;
  readonly encrypter: ObjectEncrypter;
}

export interface AuthorizationParts {
  readonly policies: CompiledPolicies;
}
