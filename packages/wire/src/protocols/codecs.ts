/** Every protocol that is spoken, by name. */
import type { ProtocolName } from '../types.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import type { Codec } from './codec.ts';
import { ec2Query } from './ec2-query.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';
import { rpcv2Cbor } from './rpcv2-cbor.ts';

const codecs: Readonly<Record<ProtocolName, Codec>> = {
  awsQuery,
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
  ec2Query,
  restJson1: restJson,
  restXml,
  rpcv2Cbor,
};

export function codecOf(protocol: ProtocolName): Codec {
  return codecs[protocol];
}
