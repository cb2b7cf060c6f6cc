import type { ReadOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-resource-groups-tagging-api');
type TaggingOperationName = OperationName<Sdk>;
export type TaggingInput<Name extends TaggingOperationName> = InputOf<Sdk, Name>;
type TaggingOutput<Name extends TaggingOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type TaggingAuthorization = AuthorizationTable<Sdk>;

/** An operation that only looks. */
export type TaggingRead<Name extends TaggingOperationName> = ReadOperation<TaggingInput<Name>, TaggingOutput<Name>> & {
  readonly name: Name;
};
