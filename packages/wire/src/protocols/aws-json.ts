/** awsJson1.0 and 1.1. AWS: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { plainBody } from './content-encoding.ts';
import { serialization } from './fault.ts';
import { parseJsonBody } from './json/body.ts';
import { JsonReader } from './json/reader.ts';
import { JsonWriter } from './json/writer.ts';

const reader = new JsonReader(false);
const writer = new JsonWriter(false);

const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));
const writeOutput = perOperation(({ output }) => (output === undefined ? undefined : writer.struct(output)));

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
      // Operations without output answer an empty body, as KMS does for EnableKey.
      return {
        status: 200,
        headers: { 'x-amzn-requestid': requestId, 'content-type': contentType },
        body: write === undefined ? '' : write(output),
      };
    },
  };
}
