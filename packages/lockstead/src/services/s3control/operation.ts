import type { Authorize } from '#service/authorization';
import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';

type Sdk = typeof import('@aws-sdk/client-s3-control');
export type S3ControlOperationName = OperationName<Sdk>;
type Input<Name extends S3ControlOperationName> = InputOf<Sdk, Name>;
type Output<Name extends S3ControlOperationName> = OutputOf<Sdk, Name>;
export type S3ControlEntries<Name extends S3ControlOperationName> = { readonly [N in Name]: Authorize<Input<N>> };

/** An operation that only looks. */
export type S3ControlRead<Name extends S3ControlOperationName> = ReadOperation<Input<Name>, Output<Name>> & {
  readonly name: Name;
};
/** An operation that changes something. */
export type S3ControlWrite<Name extends S3ControlOperationName> = WriteOperation<
  Input<Name>,
  Output<Name>,
  undefined
> & { readonly name: Name };
