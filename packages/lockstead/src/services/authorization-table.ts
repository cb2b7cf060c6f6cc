/** What the operations of a service ask for, as every service writes it down. */
import type { Authorize } from '#service/authorization';
import type { InputOf, OperationName } from '#service/sdk-types';

/**
 * By operation: an entry knows its input by its name, and a name that no operation has does not compile. `Sdk` is the type of the service's client
 * package. A service's table has entries for the operations that it does, which `defineService` makes sure of.
 */
export type AuthorizationTable<Sdk> = { readonly [Name in OperationName<Sdk>]?: Authorize<InputOf<Sdk, Name>> };
