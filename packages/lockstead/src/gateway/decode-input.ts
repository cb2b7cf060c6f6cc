/** Step 4: what a request says, checked against the model. */
import { Readable } from 'node:stream';
import { decode, streamingInput, validate, type WireRequest } from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { RequestContext } from '#service/request-context';
import { callOf } from './call-record.ts';
import type { Gateway } from './gateway.ts';
import type { Recorder } from './recorder.ts';
import type { Route } from './route-operation.ts';
import { StreamedBody } from './streamed-body.ts';
import type { Transfer } from './transfer.ts';

export interface Decoding {
  readonly gateway: Gateway;
  readonly recorder: Recorder;
  readonly route: Route;
  readonly context: RequestContext;
  readonly transfer: Transfer | undefined;
}

interface DecodedInput {
  readonly input: object;
  readonly ignored: readonly string[];
}

/** Throws the service's own error; what it refuses has its event, as all that an authenticated caller asks for. */
export async function decodeInput(
  decoding: Decoding,
  request: WireRequest,
  body: Buffer | StreamedBody,
): Promise<DecodedInput> {
  const { gateway, route } = decoding;
  const content = body instanceof StreamedBody ? body.stream : contentOf(route, body);
  const decoded = decode(route.modelOfService, route.model, route.protocol, request, content);
  if (!decoded.ok) return await malformed(decoding, undefined, decoded.error);
  const problem = await validate(route.modelOfService, route.model, decoded.input);
  if (problem !== undefined) {
    const own = route.service.definition.invalidInput?.(route.model.name, decoded.input);
    return await malformed(decoding, decoded.input, own ?? problem);
  }
  if (decoded.ignored.length > 0) {
    gateway.metrics.count('ignored_members_total', decoded.ignored.length);
    if (gateway.strict) {
      const names = decoded.ignored.join(', ');
      return await malformed(decoding, decoded.input, {
        code: route.entry.validationCode,
        httpStatus: 400,
        fault: 'client',
        message: `${route.model.name} has no member ${names}, and Lockstead was started with --strict.`,
      });
    }
  }
  return decoded;
}

/** An operation whose body streams gets a stream, also of one that had to be read whole. */
function contentOf({ model }: Route, body: Buffer): Buffer | Readable {
  if (streamingInput(model) === undefined) return body;
  return Readable.from(body.length === 0 ? [] : [body], { objectMode: false });
}

async function malformed(
  { recorder, route, context, transfer }: Decoding,
  input: object | undefined,
  shape: { code: string; httpStatus: number; fault: 'client' | 'server'; message: string },
): Promise<never> {
  const error = new AwsError(shape, shape.message);
  // What breaks the model names no resource that could be relied on.
  const call = { ...callOf({ route, context, input, within: undefined, transfer }, []), resources: [] };
  await recorder.failed(call, error, undefined);
  throw error;
}
