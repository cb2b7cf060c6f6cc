/** An operation's output as an answer. Members that the model does not know are left out: nothing internal leaks. */
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import { codecOf } from './protocols/codecs.ts';
import type { ProtocolName, WireResponse } from './types.ts';

export function encode(
  _model: ServiceModel,
  operation: OperationModel,
  protocol: ProtocolName,
  output: unknown,
  requestId: string,
): WireResponse {
  const record = typeof output === 'object' && output !== null ? output : {};
  return codecOf(protocol).encode(operation, record as Readonly<Record<string, unknown>>, requestId);
}
