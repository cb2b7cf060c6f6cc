/** A request's content as the operation's input. Never throws for what a client can send. */
import type { Readable } from 'node:stream';
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import { codecOf } from './protocols/codecs.ts';
import { Decoding, Fault } from './protocols/fault.ts';
import type { Form } from './protocols/query/form.ts';
import type { Decoded, ProtocolName, WireRequest } from './types.ts';

/**
 * `body` is the whole body, but for an operation whose body streams: there it may be the stream, which becomes the member's value.
 * `form` as `resolveOperation` answered it; without it a form is parsed again.
 */
export function decode(
  _model: ServiceModel,
  operation: OperationModel,
  protocol: ProtocolName,
  request: WireRequest,
  body: Uint8Array | Readable,
  form?: Form,
): Decoded {
  const codec = codecOf(protocol);
  const decoding = new Decoding(() => codec.tooDeep(operation), form);
  try {
    return { ok: true, input: codec.decode(operation, request, body, decoding), ignored: decoding.ignored };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, error: error.error };
    throw error;
  }
}
