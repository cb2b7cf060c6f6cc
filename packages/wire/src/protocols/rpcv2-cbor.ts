/** Smithy RPC v2 over CBOR. AWS: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
import { documentBytesMax } from '../limits.ts';
import { eventStreamOutput } from '../model/streaming.ts';
import { broken, CborCursor } from './cbor/cursor.ts';
import { CborOutput } from './cbor/output.ts';
import { readCborStruct } from './cbor/reader.ts';
import { writeCborStruct } from './cbor/writer.ts';
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { plainBody } from './content-encoding.ts';
import { serialization, tooLarge } from './fault.ts';

export const cborHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
};

const readInput = perOperation(({ input }) => (input === undefined ? undefined : readCborStruct(input)));

export const rpcv2Cbor: Codec = {
  tooDeep: () => serialization(),

  decode(operation, request, body, decoding) {
    const read = readInput(operation);
    const bytes = plainBody(request, wholeBody(body));
    if (read === undefined || bytes.length === 0) return {};
    if (bytes.length > documentBytesMax) throw tooLarge(documentBytesMax);
    const cursor = new CborCursor(bytes);
    try {
      const input = read(cursor, decoding) as Record<string, unknown>;
      if (cursor.isAtEnd()) return input;
    } catch (error) {
      if (error !== broken) throw error;
    }
    throw serialization();
  },

  encode(operation, output, requestId) {
    const ids = { 'x-amzn-requestid': requestId };
    if (operation.output === undefined) {
      return { status: 200, headers: { ...ids, 'smithy-protocol': 'rpc-v2-cbor' }, body: '' };
    }
    if (eventStreamOutput(operation) !== undefined) throw new TypeError('no service sends events in this protocol');
    const out = new CborOutput();
    writeCborStruct(operation.output, output, out);
    return { status: 200, headers: { ...ids, ...cborHeaders }, body: out.finish() };
  },
};
