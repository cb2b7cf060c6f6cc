/** Smithy RPC v2 over CBOR. AWS: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
import { documentBytesMax } from '../limits.ts';
import type { ScalarShape } from '../model/shape.ts';
import { decodeCbor } from './cbor/decoder.ts';
import { CborOutput } from './cbor/output.ts';
import { writeCborStruct } from './cbor/writer.ts';
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { serialization, tooLarge } from './fault.ts';
import { JsonReader } from './json/reader.ts';

export const cborHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
};

const reader = new JsonReader(false, scalarReader);
const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));

export const rpcv2Cbor: Codec = {
  tooDeep: () => serialization(),

  decode(operation, _request, body, decoding) {
    const read = readInput(operation);
    const bytes = wholeBody(body);
    if (read === undefined || bytes.length === 0) return {};
    if (bytes.length > documentBytesMax) throw tooLarge(documentBytesMax);
    const decoded = decodeCbor(bytes);
    if (!decoded.ok) throw serialization();
    return read(decoded.value, decoding) as Record<string, unknown>;
  },

  encode(operation, output, requestId) {
    const ids = { 'x-amzn-requestid': requestId };
    if (operation.output === undefined) {
      return { status: 200, headers: { ...ids, 'smithy-protocol': 'rpc-v2-cbor' }, body: '' };
    }
    const out = new CborOutput();
    writeCborStruct(operation.output, output, out);
    return { status: 200, headers: { ...ids, ...cborHeaders }, body: out.finish() };
  },
};

function scalarReader(shape: ScalarShape): (value: unknown) => unknown {
  const read = valueReader(shape);
  return (value) => {
    const found = read(value);
    if (found === undefined) throw serialization(`Unexpected value for a ${shape.kind}`);
    return found;
  };
}

function valueReader(shape: ScalarShape): (value: unknown) => unknown {
  switch (shape.kind) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'number':
      return (value) => (typeof value === 'number' ? value : undefined);
    case 'bigInteger':
      return (value) =>
        typeof value === 'bigint' ? value : Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
    case 'timestamp':
      return (value) => (value instanceof Date ? value : undefined);
    case 'blob':
    case 'streamingBlob':
      return (value) => (value instanceof Uint8Array ? value : undefined);
    default:
      // Neither documents nor decimals exist in this protocol.
      return () => undefined;
  }
}
