/** restJson1. AWS: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
import type { Codec, Input } from './codec.ts';
import { serialization } from './fault.ts';
import { isInBody } from './http/bindings.ts';
import { parseJsonBody } from './json/body.ts';
import { JsonReader } from './json/reader.ts';
import { JsonWriter, restJsonStyle } from './json/writer.ts';
import { restCodec } from './rest.ts';

const reader = new JsonReader(true);
const writer = new JsonWriter(restJsonStyle);

export const restJson: Codec = restCodec({
  malformed: (_operation, member) => serialization(member === undefined ? '' : `Invalid value for ${member.name}`),

  readMembers(_operation, shape) {
    const read = reader.struct(shape, isInBody);
    return (bytes, decoding, input) => {
      Object.assign(input, read(parseJsonBody(bytes), decoding) as Input);
    };
  },

  readPayload(_operation, member) {
    const read = reader.value(member.shape);
    return (bytes, decoding) => read(parseJsonBody(bytes), decoding);
  },

  writeMembers: (_operation, shape) => writer.struct(shape, isInBody),
  writePayload: (_operation, member) => writer.value(member.shape),
  contentType: 'application/json',
  eventContentType: 'application/json',
  requestIdHeaders: (_operation, requestId) => ({ 'x-amzn-requestid': requestId }),
});
