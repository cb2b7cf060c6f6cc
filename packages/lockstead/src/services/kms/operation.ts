import type { Authorize } from '#service/authorization';
import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';

type Sdk = typeof import('@aws-sdk/client-kms');
export type KmsOperationName = OperationName<Sdk>;
export type KmsInput<Name extends KmsOperationName> = InputOf<Sdk, Name>;
export type KmsOutput<Name extends KmsOperationName> = OutputOf<Sdk, Name>;
/** A part of the service's authorization table, with an entry for each of these operations. */
export type KmsEntries<Name extends KmsOperationName> = { readonly [N in Name]: Authorize<KmsInput<N>> };

/** An operation that only looks. */
export type KmsRead<Name extends KmsOperationName> = ReadOperation<KmsInput<Name>, KmsOutput<Name>> & {
  readonly name: Name;
};
/** An operation that uses a key: it asks the crypto process, and its event is on disk before the answer leaves. */
export type KmsUse<Name extends KmsOperationName> = KmsRead<Name> & { readonly durable: true; readonly waits: true };
/** An operation that changes something. */
export type KmsWrite<Name extends KmsOperationName, Prepared = undefined> = WriteOperation<
  KmsInput<Name>,
  KmsOutput<Name>,
  Prepared
> & { readonly name: Name };
