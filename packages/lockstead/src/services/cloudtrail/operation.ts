import type { ReadOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';

type Sdk = typeof import('@aws-sdk/client-cloudtrail');
type CloudTrailOperationName = OperationName<Sdk>;
export type CloudTrailInput<Name extends CloudTrailOperationName> = InputOf<Sdk, Name>;
type CloudTrailOutput<Name extends CloudTrailOperationName> = OutputOf<Sdk, Name>;

/** An operation that only looks. */
export type CloudTrailRead<Name extends CloudTrailOperationName> = ReadOperation<
  CloudTrailInput<Name>,
  CloudTrailOutput<Name>
> & { readonly name: Name };
