import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-organizations');
export type OrganizationsOperationName = OperationName<Sdk>;
export type OrganizationsInput<Name extends OrganizationsOperationName> = InputOf<Sdk, Name>;
export type OrganizationsOutput<Name extends OrganizationsOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type OrganizationsAuthorization = AuthorizationTable<Sdk>;

/** An operation that only looks. */
export type OrganizationsRead<Name extends OrganizationsOperationName> = ReadOperation<
  OrganizationsInput<Name>,
  OrganizationsOutput<Name>
> & { readonly name: Name };
/** An operation that changes something. */
export type OrganizationsWrite<Name extends OrganizationsOperationName, Prepared = undefined> = WriteOperation<
  OrganizationsInput<Name>,
  OrganizationsOutput<Name>,
  Prepared
> & { readonly name: Name };
