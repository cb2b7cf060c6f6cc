/** awsJson1.0 and 1.1. AWS: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */

import type { Member } from '../model/shape.ts';
import { eventStreamOutput, isEventStream } from '../model/streaming.ts';
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { plainBody } from './content-encoding.ts';
import { eventStreamBody, eventStreamType, eventWriter, initialResponse } from './event-stream/output.ts';
import { serialization } from './fault.ts';
import { parseJsonBody } from './json/body.ts';
import { JsonReader } from './json/reader.ts';
import { awsJsonStyle, JsonWriter } from './json/writer.ts';

const reader = new JsonReader(false);
const writer = new JsonWriter(awsJsonStyle);

const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));
const writeOutput = perOperation(({ output }) =>
  output === undefined
    ? undefined
    : writer.struct(output, output.members().some(isEventStream) ? isNoEventStream : undefined),
);
const writeEventOf = perOperation((operation) =>
  eventWriter(operation, {
    contentType: 'application/json',
    document: (member) => writer.value(member.shape),
    members: (shape, only) => writer.struct(shape, only),
  }),
);

function isNoEventStream(member: Member): boolean {
  return !isEventStream(member);
}

export function awsJson(version: '1.0' | '1.1'): Codec {
  const contentType = `application/x-amz-json-${version}`;
  return {
    tooDeep: () => serialization(),

    decode(operation, request, body, decoding) {
      const value = parseJsonBody(plainBody(request, wholeBody(body)));
      const read = readInput(operation);
      return read === undefined ? {} : (read(value, decoding) as Record<string, unknown>);
    },

    encode(operation, output, requestId) {
      const write = writeOutput(operation);
      const stream = eventStreamOutput(operation);
      const writeEvent = writeEventOf(operation);
      if (stream !== undefined && writeEvent !== undefined && write !== undefined) {
        const first = initialResponse(contentType, write(output));
        return {
          status: 200,
          headers: { 'x-amzn-requestid': requestId, 'content-type': eventStreamType },
          body: eventStreamBody(writeEvent, output[stream.name], first),
        };
      }
      // Operations without output answer an empty body, as KMS does for EnableKey.
      return {
        status: 200,
        headers: { 'x-amzn-requestid': requestId, 'content-type': contentType },
        body: write === undefined ? '' : write(output),
      };
    },
  };
}
