/**
 * Which operation is this? Told from the target, the action or the path.
 * Unknown -> the service's own error; known but not done, or refused -> NotImplemented, by name.
 */
import {
  type Form,
  type OperationModel,
  type ProtocolName,
  resolveOperation,
  type ServiceEntry,
  type ServiceModel,
  type WireRequest,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Operation } from '#service/operation';
import { type ServedService, type ServiceDirectory, type ServiceRegistry, servedBy } from './gateway.ts';

export interface Route {
  readonly entry: ServiceEntry;
  readonly protocol: ProtocolName;
  readonly modelOfService: ServiceModel;
  readonly model: OperationModel;
  readonly service: ServedService;
  readonly operation: Operation;
  /** Of a form, which names its operation in its body. */
  readonly form?: Form | undefined;
}

export function unknownService(services: ServiceRegistry, named: string | undefined): AwsError {
  const what = named === undefined ? 'The request names no AWS service' : `There is no service "${named}" here`;
  return new AwsError(
    { code: 'UnknownService', httpStatus: 404, fault: 'client' },
    `${what}. Lockstead tells services by the signature's credential scope, X-Amz-Target or the host name. ${served(services)}`,
  );
}

function served(services: ServiceRegistry): string {
  return `It serves: ${[...services.keys()].join(', ')}.`;
}

export function notImplemented(service: string, operation: string, reason?: string): AwsError {
  const why = reason === undefined ? '' : `: ${reason}`;
  return new AwsError(
    { code: 'NotImplemented', httpStatus: 501, fault: 'server' },
    `Lockstead does not implement ${service}:${operation}${why}`,
  );
}

export async function routeOperation(
  directory: ServiceDirectory,
  asked: ServiceEntry,
  request: WireRequest,
  /** Absent where the head tells. */
  body?: Buffer,
): Promise<Route> {
  const service = servedBy(directory, asked);
  if (service === undefined) {
    throw new AwsError(
      { code: 'NotImplemented', httpStatus: 501, fault: 'server' },
      `Lockstead does not implement the service ${asked.id} yet. ${served(directory.services)}`,
    );
  }
  const { entry } = service;
  const modelOfService = await service.loadModel();
  const resolved = resolveOperation(modelOfService, request, body);
  if (!resolved.ok) throw new AwsError(resolved.error, resolved.error.message);
  const { operation: model, protocol, form } = resolved;
  const operation = service.operations.get(model.name);
  if (operation === undefined) {
    throw notImplemented(entry.id, model.name, service.definition.refused?.[model.name]);
  }
  return { entry, protocol, modelOfService, model, service, operation, form };
}
