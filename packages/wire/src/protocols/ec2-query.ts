/** ec2Query. AWS: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
import { formOfRequest } from '../resolve-operation.ts';
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { malformedInput } from './fault.ts';
import { treeOf } from './query/form.ts';
import { QueryReader } from './query/reader.ts';
import { namespaceOf, xmlWriter } from './xml/writer.ts';

const reader = new QueryReader('ec2Query');
const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));

const writeOutput = perOperation(({ name, output, service }) => {
  const write = output === undefined ? undefined : xmlWriter(service.xmlTimePrecision).struct(output);
  const start = `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response${namespaceOf(service.xmlNamespace)}>`;
  return (value: object, requestId: string) => {
    // Operations without output say so in EC2's own way.
    const members = write === undefined ? '<return>true</return>' : write(value);
    return `${start}<requestId>${requestId}</requestId>${members}</${name}Response>`;
  };
});

export const ec2Query: Codec = {
  tooDeep: () => malformedInput('Input is nested too deeply.'),

  decode(operation, request, body, decoding) {
    const read = readInput(operation);
    const tree = treeOf(formOfRequest(request, wholeBody(body)));
    return read === undefined ? {} : (read(tree, decoding) as Record<string, unknown>);
  },

  encode(operation, output, requestId) {
    return {
      status: 200,
      headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8' },
      body: writeOutput(operation)(output, requestId),
    };
  },
};
