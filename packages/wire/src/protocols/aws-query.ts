/** awsQuery. AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { formOfRequest } from '../resolve-operation.ts';
import { type Codec, perOperation, wholeBody } from './codec.ts';
import { malformedInput } from './fault.ts';
import { treeOf } from './query/form.ts';
import { QueryReader } from './query/reader.ts';
import { namespaceOf, xmlWriter } from './xml/writer.ts';

const reader = new QueryReader('awsQuery');
const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));

const writeOutput = perOperation(({ name, output, service }) => {
  const write = output === undefined ? undefined : xmlWriter(service.xmlTimePrecision).struct(output);
  const start = `<${name}Response${namespaceOf(service.xmlNamespace)}>`;
  return (value: object, requestId: string) => {
    const members = write?.(value);
    const result =
      members === undefined ? '' : members === '' ? `<${name}Result/>` : `<${name}Result>${members}</${name}Result>`;
    return `${start}${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
  };
});

export const awsQuery: Codec = {
  tooDeep: () => malformedInput('Input is nested too deeply.'),

  decode(operation, request, body, decoding) {
    const read = readInput(operation);
    const tree = treeOf(formOfRequest(request, wholeBody(body)));
    return read === undefined ? {} : (read(tree, decoding) as Record<string, unknown>);
  },

  encode(operation, output, requestId) {
    return {
      status: 200,
      headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' },
      body: writeOutput(operation)(output, requestId),
    };
  },
};
