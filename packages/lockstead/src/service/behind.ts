/**
 * Services that are carried out elsewhere: by a backend to which requests go on, once they are authenticated and authorized here.
 * Each step up to then is the one that our own services have.
 */
import type { AttachedPolicy } from '@lockstead/policy';
import type { ServiceEntry, WireRequest } from '@lockstead/wire';
import type { RequestContext } from './request-context.ts';
import type { ServiceDefinition } from './service.ts';

/** How a request tells the service that it is for. */
export interface Told {
  /** Of the signature's scope. */
  readonly signingName?: string;
  /** Before the dot of `X-Amz-Target`, or in the path of rpcv2Cbor. */
  readonly targetPrefix?: string;
  /** A label of the host name. */
  readonly endpointPrefix?: string;
}

/** The services behind the front. */
export interface Behind {
  /** For a service that the wire's own table does not know; undefined where no backend has it. */
  entryOf(told: Told, request: WireRequest): ServiceEntry | undefined;
  /** Of an entry of the wire's table, or of `entryOf`: the same object each time; undefined where no backend has it. */
  definitionOf(entry: ServiceEntry): ServiceDefinition | undefined;
  /**
   * The policy of a resource that a backend has, for questions about what would be decided; undefined: it has none, or there is no such resource.
   * @throws AwsError ServiceUnavailable where it cannot be known now.
   */
  policyOf?(arn: string, context: RequestContext): Promise<AttachedPolicy | undefined>;
}
