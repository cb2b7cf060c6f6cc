/** AWS on the wire, server side: what a request means, and how an answer is said. */
export { decode } from './decode.ts';
export { encode } from './encode.ts';
export { encodeError } from './encode-error.ts';
export { maskSensitive, sensitiveMask } from './model/sensitive.ts';
export {
  type ErrorModel,
  type HttpBinding,
  hasModel,
  loadModel,
  type OperationModel,
  type ServiceModel,
} from './model/service-model.ts';
export {
  findService,
  type ServiceEntry,
  serviceByEndpoint,
  serviceById,
  serviceByTarget,
  serviceTable,
} from './model/service-table.ts';
export type { Member, Shape, StructShape } from './model/shape.ts';
export { type Resolution, resolveOperation } from './resolve-operation.ts';
export type { Decoded, ProtocolName, WireError, WireRequest, WireResponse } from './types.ts';
export { validate } from './validate.ts';
