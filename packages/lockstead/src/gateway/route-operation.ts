/**
 * Which service and operation is this? Told from the credential scope, then the target, the action or the path.
 * Unknown -> the service's own error; known but not done, or refused -> NotImplemented, by name.
 */
import {
  type ClaimOutcome,
  findService,
  type OperationModel,
  type ProtocolName,
  resolveOperation,
  type ServiceEntry,
  type ServiceModel,
  serviceByEndpoint,
  serviceByTarget,
  serviceTable,
  type WireRequest,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Operation } from '#service/operation';
import type { ServedService, ServiceRegistry } from './gateway.ts';

export interface Route {
  readonly entry: ServiceEntry;
  readonly protocol: ProtocolName;
  readonly modelOfService: ServiceModel;
  readonly model: OperationModel;
  readonly service: ServedService;
  readonly operation: Operation;
}

/** The service that a request is for, as far as it can be told; the error exit needs it to speak its protocol. */
export function routeService(
  services: ServiceRegistry,
  request: WireRequest,
  claimed: ClaimOutcome,
): ServiceEntry | undefined {
  if (claimed.kind === 'claim') {
    const { service } = claimed.claim;
    return findService(service) ?? ownEntry(services, ({ signingName }) => signingName === service);
  }
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const prefix = target.slice(0, target.lastIndexOf('.'));
    return serviceByTarget(prefix) ?? ownEntry(services, ({ targetPrefixes }) => targetPrefixes.includes(prefix));
  }
  const label = request.headers.host?.split('.')[0]?.toLowerCase();
  if (label === undefined) return undefined;
  return serviceByEndpoint(label) ?? ownEntry(services, ({ endpointPrefix }) => endpointPrefix === label);
}

/** Of a service that brings its own model. */
function ownEntry(services: ServiceRegistry, is: (entry: ServiceEntry) => boolean): ServiceEntry | undefined {
  for (const { definition, entry } of services.values()) {
    if (definition.model !== undefined && is(entry)) return entry;
  }
  return undefined;
}

const formType = 'application/x-www-form-urlencoded';

/** For a form that is neither signed nor sent to a name of AWS's: its `Version` is that of one API. */
export function routeForm(request: WireRequest, body: Buffer): ServiceEntry | undefined {
  if (request.headers['content-type']?.startsWith(formType) !== true) return undefined;
  const version = /(?:^|&)Version=(\d{4}-\d{2}-\d{2})(?:&|$)/.exec(body.toString('latin1'))?.[1];
  if (version === undefined) return undefined;
  return serviceTable.find((entry) => entry.apiVersion === version && entry.protocols.some((name) => isForm.has(name)));
}

const isForm: ReadonlySet<ProtocolName> = new Set(['awsQuery', 'ec2Query']);

export function unknownService(named: string | undefined): AwsError {
  const known = serviceTable.map((entry) => entry.id).join(', ');
  const what = named === undefined ? 'The request names no AWS service' : `There is no service "${named}" here`;
  return new AwsError(
    { code: 'UnknownService', httpStatus: 404, fault: 'client' },
    `${what}. Lockstead tells services by the signature's credential scope, X-Amz-Target or the host name. It knows: ${known}.`,
  );
}

export function notImplemented(service: string, operation: string, reason?: string): AwsError {
  const why = reason === undefined ? '' : `: ${reason}`;
  return new AwsError(
    { code: 'NotImplemented', httpStatus: 501, fault: 'server' },
    `Lockstead does not implement ${service}:${operation}${why}`,
  );
}

export async function routeOperation(
  services: ServiceRegistry,
  entry: ServiceEntry,
  request: WireRequest,
  body: Buffer,
): Promise<Route> {
  const service = services.get(entry.id);
  if (service === undefined) {
    throw new AwsError(
      { code: 'NotImplemented', httpStatus: 501, fault: 'server' },
      `Lockstead does not implement the service ${entry.id} yet. It serves: ${[...services.keys()].join(', ')}.`,
    );
  }
  const modelOfService = await service.loadModel();
  const resolved = resolveOperation(modelOfService, request, body);
  if (!resolved.ok) throw new AwsError(resolved.error, resolved.error.message);
  const { operation: model, protocol } = resolved;
  const operation = service.operations.get(model.name);
  if (operation === undefined) {
    throw notImplemented(entry.id, model.name, service.definition.refused?.[model.name]);
  }
  return { entry, protocol, modelOfService, model, service, operation };
}
