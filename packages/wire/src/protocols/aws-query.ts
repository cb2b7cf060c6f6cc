/** awsQuery. AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { type Codec, perOperation } from './codec.ts';
import { formDecoder } from './query/decode-form.ts';
import { namespaceOf, xmlWriter } from './xml/writer.ts';

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
  ...formDecoder('awsQuery'),

  encode(operation, output, requestId) {
    return {
      status: 200,
      headers: { 'x-amzn-requestid': requestId, 'content-type': 'text/xml' },
      body: writeOutput(operation)(output, requestId),
    };
  },
};
