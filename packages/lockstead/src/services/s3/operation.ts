import type { Readable } from 'node:stream';
import type { Authorize } from '#service/authorization';
import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';

type Sdk = typeof import('@aws-sdk/client-s3');
export type S3OperationName = OperationName<Sdk>;

/** A body is what comes from the wire, a stream; another service that calls S3 may hand over bytes. */
type WithBody<T> = T extends { Body?: unknown } ? Omit<T, 'Body'> & { Body?: Readable | Uint8Array } : T;

export type S3Input<Name extends S3OperationName> = WithBody<InputOf<Sdk, Name>>;
export type S3Output<Name extends S3OperationName> = WithBody<OutputOf<Sdk, Name>>;
/** A part of the service's authorization table, with an entry for each of these operations. */
export type S3Entries<Name extends S3OperationName> = { readonly [N in Name]: Authorize<S3Input<N>> };

/** An operation that only looks. */
export type S3Read<Name extends S3OperationName> = ReadOperation<S3Input<Name>, S3Output<Name>> & {
  readonly name: Name;
};
/** An operation that changes something. */
export type S3Write<Name extends S3OperationName, Prepared = undefined> = WriteOperation<
  S3Input<Name>,
  S3Output<Name>,
  Prepared
> & { readonly name: Name };
