import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-cloudtrail');
type CloudTrailOperationName = OperationName<Sdk>;
export type CloudTrailInput<Name extends CloudTrailOperationName> = InputOf<Sdk, Name>;
type CloudTrailOutput<Name extends CloudTrailOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type CloudTrailAuthorization = AuthorizationTable<Sdk>;

/** An operation that only looks. */
export type CloudTrailRead<Name extends CloudTrailOperationName> = ReadOperation<
  CloudTrailInput<Name>,
  CloudTrailOutput<Name>
> & { readonly name: Name };
/** An operation that changes something. */
export type CloudTrailWrite<Name extends CloudTrailOperationName, Prepared = undefined> = WriteOperation<
  CloudTrailInput<Name>,
  CloudTrailOutput<Name>,
  Prepared
> & { readonly name: Name };
