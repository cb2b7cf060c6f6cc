/** restXml. AWS: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */

import { xmlBytesMax } from '../limits.ts';
import type { OperationModel } from '../model/service-model.ts';
import type { Codec, Input } from './codec.ts';
import { Fault, tooLarge } from './fault.ts';
import { isInBody } from './http/bindings.ts';
import { restCodec } from './rest.ts';
import { malformedXml } from './xml/malformed.ts';
import { parseXml, type XmlNode } from './xml/parser.ts';
import { XmlReader } from './xml/reader.ts';
import { namespaceOf, type XmlWriter, xmlWriter, xmlWriterWithReferences } from './xml/writer.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** S3's own words; the others' are those of the framework that they share. */
function malformed({ service }: OperationModel, bound: boolean): Fault {
  if (service.signingName !== 's3') {
    return new Fault({
      code: 'MalformedInput',
      httpStatus: 400,
      fault: 'client',
      message: 'Unexpected end of input or malformed XML.',
    });
  }
  if (!bound) return new Fault(malformedXml);
  return new Fault({ code: 'InvalidArgument', httpStatus: 400, fault: 'client', message: 'Invalid Argument' });
}

const readers: Map<string, XmlReader> = new Map();

function readerOf(operation: OperationModel): XmlReader {
  const { id } = operation.service;
  const known = readers.get(id);
  if (known !== undefined) return known;
  const reader = new XmlReader(() => malformed(operation, false));
  readers.set(id, reader);
  return reader;
}

function rootOf(operation: OperationModel, bytes: Uint8Array): XmlNode {
  if (bytes.length > xmlBytesMax) throw tooLarge(xmlBytesMax);
  const root = parseXml(bytes);
  if (root === undefined) throw malformed(operation, false);
  return root;
}

function writerOf({ service }: OperationModel): XmlWriter {
  const { signingName, xmlTimePrecision } = service;
  return signingName === 's3' ? xmlWriterWithReferences(xmlTimePrecision) : xmlWriter(xmlTimePrecision);
}

/** The model says of this one alone that its answer has no element around its only member, and the SDK's schemas leave that out. */
function isUnwrapped({ name, service }: OperationModel): boolean {
  return service.id === 's3' && name === 'GetBucketLocation';
}

export const restXml: Codec = restCodec({
  malformed: (operation, member) => malformed(operation, member !== undefined),

  readMembers(operation, shape) {
    const read = readerOf(operation).struct(shape, isInBody);
    return (bytes, decoding, input) => {
      Object.assign(input, read(rootOf(operation, bytes), decoding) as Input);
    };
  },

  readPayload(operation, member) {
    const { shape } = member;
    if (shape.kind !== 'struct') throw new TypeError('a payload in XML is a structure');
    const read = readerOf(operation).struct(shape);
    return (bytes, decoding) => read(rootOf(operation, bytes), decoding);
  },

  writeMembers(operation, shape) {
    const write = writerOf(operation).struct(shape, isInBody);
    const name = shape.traits.xmlName ?? shape.name;
    const namespace = namespaceOf(shape.traits.xmlNamespace ?? operation.service.xmlNamespace);
    if (isUnwrapped(operation)) {
      return (output) => {
        const value = /^<LocationConstraint>(.*)<\/LocationConstraint>$/.exec(write(output))?.[1] ?? '';
        return `${declaration}<${name}${namespace}>${value}</${name}>`;
      };
    }
    return (output) => {
      const inner = write(output);
      return `${declaration}<${name}${namespace}>${inner}</${name}>`;
    };
  },

  writePayload(operation, member) {
    const { shape, traits } = member;
    if (shape.kind !== 'struct') throw new TypeError('a payload in XML is a structure');
    const name = traits.xmlName ?? shape.name;
    const xmlNamespace = traits.xmlNamespace ?? operation.service.xmlNamespace;
    const namespaced = { ...member, traits: xmlNamespace === undefined ? traits : { ...traits, xmlNamespace } };
    const write = writerOf(operation).element(namespaced, name);
    return (value) => declaration + write(value);
  },

  contentType: 'application/xml',
  // So S3 says it, and it alone has events in XML.
  eventContentType: 'text/xml',

  requestIdHeaders({ service }, requestId): Record<string, string> {
    if (service.signingName !== 's3') return { 'x-amzn-requestid': requestId };
    return { server: 'AmazonS3', 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
  },
});
