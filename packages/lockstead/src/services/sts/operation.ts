import type { ReadOperation, WriteOperation } from '#service/operation';
import type { InputOf, OperationName, OutputOf } from '#service/sdk-types';
import type { AuthorizationTable } from '../authorization-table.ts';

type Sdk = typeof import('@aws-sdk/client-sts');
export type StsOperationName = OperationName<Sdk>;
export type StsInput<Name extends StsOperationName> = InputOf<Sdk, Name>;
export type StsOutput<Name extends StsOperationName> = OutputOf<Sdk, Name>;
/** The service's authorization table, or a part of it. */
export type StsAuthorization = AuthorizationTable<Sdk>;

export type StsRead<Name extends StsOperationName> = ReadOperation<StsInput<Name>, StsOutput<Name>> & {
  readonly name: Name;
};
/** Hands out credentials: nothing is stored, but the event is durable before they leave. */
export type StsWrite<Name extends StsOperationName> = WriteOperation<StsInput<Name>, StsOutput<Name>, undefined> & {
  readonly name: Name;
};
