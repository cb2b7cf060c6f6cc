/** Every protocol that is spoken, by name. */
import type { ProtocolName } from '../types.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import type { Codec } from './codec.ts';

const codecs: Readonly<Partial<Record<ProtocolName, Codec>>> = {
  awsQuery,
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
};

export function codecOf(protocol: ProtocolName): Codec {
  const codec = codecs[protocol];
  if (codec === undefined) throw new TypeError(`${protocol} is not spoken yet`);
  return codec;
}
