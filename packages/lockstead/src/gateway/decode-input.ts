/** Step 4: what a request says, checked against the model. */
import { Readable } from 'node:stream';
import {
  decode,
  type OperationModel,
  type ServiceEntry,
  streamingInput,
  validate,
  type WireError,
  type WireRequest,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { Region } from '#kernel/ids';
import type { Gateway } from './gateway.ts';
import type { Route } from './route-operation.ts';
import { StreamedBody } from './streamed-body.ts';

export type InputOutcome =
  | { readonly ok: true; readonly input: object; readonly ignored: readonly string[] }
  /** The service's own error. `input` as far as it could be read. */
  | { readonly ok: false; readonly input: object | undefined; readonly error: AwsError };

export function decodeInput(
  { metrics, strict }: Pick<Gateway, 'metrics' | 'strict'>,
  { modelOfService, model, protocol, service, entry, form }: Route,
  request: WireRequest,
  body: Buffer | StreamedBody,
  region: Region,
): InputOutcome {
  const content = body instanceof StreamedBody ? body.stream : contentOf(model, body);
  const decoded = decode(modelOfService, model, protocol, request, content, form);
  if (!decoded.ok) return refused(undefined, decoded.error);
  const { input, ignored } = decoded;
  const problem = validate(modelOfService, model, input);
  if (problem !== undefined) {
    return refused(input, service.definition.invalidInput?.(model.name, input, region) ?? problem);
  }
  if (service.definition.modelIsPartial === true) return { ...decoded, ignored: [] };
  if (ignored.length > 0) {
    metrics.count('ignored_members_total', ignored.length);
    if (strict) return refused(input, unknownMembers(entry, model, ignored));
  }
  return decoded;
}

function refused(input: object | undefined, error: WireError): InputOutcome {
  return { ok: false, input, error: new AwsError(error, error.message) };
}

function unknownMembers(
  { validationCode }: ServiceEntry,
  { name }: OperationModel,
  ignored: readonly string[],
): WireError {
  return {
    code: validationCode,
    httpStatus: 400,
    fault: 'client',
    message: `${name} has no member ${ignored.join(', ')}, and Lockstead was started with --strict.`,
  };
}

/** An operation whose body streams gets a stream, also of one that had to be read whole. */
function contentOf(model: OperationModel, body: Buffer): Buffer | Readable {
  if (streamingInput(model) === undefined) return body;
  return Readable.from(body.length === 0 ? [] : [body], { objectMode: false });
}
