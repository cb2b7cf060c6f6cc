/** ec2Query. AWS: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
import { type Codec, perOperation } from './codec.ts';
import { formDecoder } from './query/decode-form.ts';
import { namespaceOf, xmlWriter } from './xml/writer.ts';

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
  ...formDecoder('ec2Query'),

  encode(operation, output, requestId) {
    return {
      status: 200,
      headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml;charset=UTF-8' },
      body: writeOutput(operation)(output, requestId),
    };
  },
};
