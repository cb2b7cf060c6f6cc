/** What a protocol does, server side: a request's body to input, output to an answer. Errors are in `encode-error.ts`. */
import type { Readable } from 'node:stream';
import type { OperationModel } from '../model/service-model.ts';
import type { WireRequest, WireResponse } from '../types.ts';
import type { Decoding, Fault } from './fault.ts';

export type Input = Record<string, unknown>;

export interface Codec {
  /** What a request is called that nests too deeply. */
  tooDeep(operation: OperationModel): Fault;
  /** Throws `Fault` and nothing else. */
  decode(operation: OperationModel, request: WireRequest, body: Uint8Array | Readable, decoding: Decoding): Input;
  encode(operation: OperationModel, output: Readonly<Record<string, unknown>>, requestId: string): WireResponse;
}

/** Codecs of operations, made once each. */
export function perOperation<Made>(make: (operation: OperationModel) => Made): (operation: OperationModel) => Made {
  const made: WeakMap<OperationModel, { readonly value: Made }> = new WeakMap();
  return (operation) => {
    const known = made.get(operation);
    if (known !== undefined) return known.value;
    const value = make(operation);
    made.set(operation, { value });
    return value;
  };
}

/** Protocols without streams get their body whole. */
export function wholeBody(body: Uint8Array | Readable): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new TypeError('this operation takes no stream');
}
