/** An operation's output as an answer. Members that the model does not know are left out: nothing internal leaks. */
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import { codecOf } from './protocols/codecs.ts';
import { encodeQueryJson } from './protocols/query/json-answer.ts';
import type { AnswerForm, ProtocolName, WireResponse } from './types.ts';

/** An operation's output as the answer in its protocol. `output` has the members of the model's output shape; what the shape has not is left out. */
export function encode(
  _model: ServiceModel,
  operation: OperationModel,
  protocol: ProtocolName,
  output: unknown,
  requestId: string,
  form: AnswerForm = 'own',
): WireResponse {
  const record = (typeof output === 'object' && output !== null ? output : {}) as Readonly<Record<string, unknown>>;
  if (protocol === 'awsQuery' && form === 'json') return encodeQueryJson(operation, record, requestId);
  return codecOf(protocol).encode(operation, record, requestId);
}
