/** What awsQuery and ec2Query have in common: a form, read to an operation's input. */
import { type Codec, perOperation, wholeBody } from '../codec.ts';
import { malformedInput } from '../fault.ts';
import { formOf, treeOf } from './form.ts';
import { type QueryDialect, QueryReader } from './reader.ts';

export function formDecoder(dialect: QueryDialect): Pick<Codec, 'tooDeep' | 'decode'> {
  const reader = new QueryReader(dialect);
  const readInput = perOperation(({ input }) => (input === undefined ? undefined : reader.struct(input)));
  return {
    tooDeep: () => malformedInput('Input is nested too deeply.'),

    decode(operation, request, body, decoding) {
      const read = readInput(operation);
      const tree = treeOf(decoding.form ?? formOf(request, wholeBody(body)));
      return read === undefined ? {} : (read(tree, decoding) as Record<string, unknown>);
    },
  };
}
