import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-iam');
export type IamOperationName = OperationName<Sdk>;
export type IamInput<Name extends IamOperationName> = InputOf<Sdk, Name>;
export type IamOutput<Name extends IamOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type IamAuthorization = AuthorizationTable<Sdk>;

/** An operation that only looks. */
export type IamRead<Name extends IamOperationName> = ReadOperation<IamInput<Name>, IamOutput<Name>> & {
  readonly name: Name;
};
/** An operation that changes something. */
export type IamWrite<Name extends IamOperationName, Prepared = undefined> = WriteOperation<
  IamInput<Name>,
  IamOutput<Name>,
  Prepared
> & { readonly name: Name };
