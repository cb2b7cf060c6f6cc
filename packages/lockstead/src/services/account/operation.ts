import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-account');
export type AccountOperationName = OperationName<Sdk>;
type AccountInput<Name extends AccountOperationName> = InputOf<Sdk, Name>;
type AccountOutput<Name extends AccountOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type AccountAuthorization = AuthorizationTable<Sdk>;

/** An operation that only looks. */
export type AccountRead<Name extends AccountOperationName> = ReadOperation<AccountInput<Name>, AccountOutput<Name>> & {
  readonly name: Name;
};
/** An operation that changes something. */
export type AccountWrite<Name extends AccountOperationName> = WriteOperation<
  AccountInput<Name>,
  AccountOutput<Name>,
  undefined
> & { readonly name: Name };
