/**
 * Which operation of a service a request means, and in which protocol it speaks.
 * An unknown one is answered as AWS answers it; whether a known one is done here is for the gateway to say.
 */
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import { Fault } from './protocols/fault.ts';
import { routeRest } from './protocols/http/router.ts';
import { type Form, formOf } from './protocols/query/form.ts';
import type { ProtocolName, WireError, WireRequest } from './types.ts';

/** The operation that a request is for and the protocol that it speaks, or the error to answer with. */
export type Resolution =
  /** `form`: what has been parsed of a form, for `decode`. */
  | { readonly ok: true; readonly operation: OperationModel; readonly protocol: ProtocolName; readonly form?: Form }
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'missing' | 'unknown';
      /** In whose shape the error is to be said. */
      readonly protocol: ProtocolName;
      readonly error: WireError;
    };

/** `body` is needed for forms alone, whose action stands in it; a request that streams comes without. */
export function resolveOperation(model: ServiceModel, request: WireRequest, body?: Uint8Array): Resolution {
  const protocol = protocolOf(model, request);
  try {
    switch (protocol) {
      case 'awsJson1_0':
      case 'awsJson1_1':
        return byTarget(model, request, protocol);
      case 'awsQuery':
      case 'ec2Query':
        return byAction(model, formOf(request, body ?? new Uint8Array()), protocol);
      case 'rpcv2Cbor':
        return byServicePath(model, request);
      default:
        return byRoute(model, request, protocol);
    }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, reason: 'malformed', protocol, error: error.error };
    throw error;
  }
}

/** By what the request shows, among what the service speaks; the service's first protocol where it shows nothing. */
function protocolOf(model: ServiceModel, request: WireRequest): ProtocolName {
  const { protocols } = model.entry;
  const speaks = (names: readonly ProtocolName[]): ProtocolName | undefined =>
    protocols.find((name) => names.includes(name));
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return speaks(['rpcv2Cbor']) ?? firstOf(protocols);
  if (request.headers['x-amz-target'] !== undefined) return speaks(['awsJson1_0', 'awsJson1_1']) ?? firstOf(protocols);
  return speaks(['awsQuery', 'ec2Query', 'restJson1', 'restXml']) ?? firstOf(protocols);
}

function firstOf(protocols: readonly ProtocolName[]): ProtocolName {
  const [first] = protocols;
  if (first === undefined) throw new TypeError('a service speaks at least one protocol');
  return first;
}

function byTarget(model: ServiceModel, request: WireRequest, protocol: ProtocolName): Resolution {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return missing(protocol, 'UnknownOperationException', '');
  const dot = target.lastIndexOf('.');
  const operation = model.operations.get(target.slice(dot + 1));
  if (operation === undefined || !model.entry.targetPrefixes.includes(target.slice(0, dot))) {
    return unknown(protocol, 'UnknownOperationException', 400, '');
  }
  return { ok: true, operation, protocol };
}

function byAction(model: ServiceModel, form: Form, protocol: ProtocolName): Resolution {
  const action = form.get('Action');
  if (action === undefined || action === '') {
    return missing(protocol, 'MissingAction', 'The request is missing an action or a required parameter.');
  }
  const version = form.get('Version');
  const operation = model.operations.get(action);
  // EC2 has many versions, each a view of the same API; the others have the one.
  const isVersion = version === model.entry.apiVersion || (protocol === 'ec2Query' && version !== undefined);
  if (operation === undefined || !isVersion) {
    const message = `Could not find operation ${action.slice(0, 128)} for version ${version?.slice(0, 32) ?? 'NO_VERSION_SPECIFIED'}`;
    return unknown(protocol, 'InvalidAction', 400, message);
  }
  return { ok: true, operation, protocol, form };
}

function byRoute(model: ServiceModel, request: WireRequest, protocol: ProtocolName): Resolution {
  const routed = routeRest(model, request);
  if (routed !== undefined) return { ok: true, operation: routed.operation, protocol };
  if (model.entry.signingName === 's3') {
    const message = 'The specified method is not allowed against this resource.';
    return unknown(protocol, 'MethodNotAllowed', 405, message);
  }
  return unknown(protocol, 'UnknownOperationException', 404, '');
}

const servicePath = /^\/service\/([A-Za-z_][\w.]*)\/operation\/([A-Za-z_]\w*)$/;

function byServicePath(model: ServiceModel, request: WireRequest): Resolution {
  const match = servicePath.exec(request.path);
  const service = match?.[1] ?? '';
  const operation = model.operations.get(match?.[2] ?? '');
  const { targetPrefixes } = model.entry;
  const isService = targetPrefixes.length === 0 || targetPrefixes.includes(service.slice(service.lastIndexOf('.') + 1));
  if (operation === undefined || !isService || request.method !== 'POST') {
    return unknown('rpcv2Cbor', 'UnknownOperationException', 404, '');
  }
  return { ok: true, operation, protocol: 'rpcv2Cbor' };
}

function missing(protocol: ProtocolName, code: string, message: string): Resolution {
  return { ok: false, reason: 'missing', protocol, error: { code, httpStatus: 400, fault: 'client', message } };
}

function unknown(protocol: ProtocolName, code: string, httpStatus: number, message: string): Resolution {
  return { ok: false, reason: 'unknown', protocol, error: { code, httpStatus, fault: 'client', message } };
}
