/** By which code and status each protocol says that a policy does not allow it. */
import type { ProtocolName } from '@lockstead/wire';

export interface DenialStyle {
  readonly code: string;
  readonly httpStatus: number;
}

const styles: Readonly<Record<ProtocolName, DenialStyle>> = {
  awsQuery: { code: 'AccessDenied', httpStatus: 403 },
  ec2Query: { code: 'UnauthorizedOperation', httpStatus: 403 },
  awsJson1_0: { code: 'AccessDeniedException', httpStatus: 400 },
  awsJson1_1: { code: 'AccessDeniedException', httpStatus: 400 },
  rpcv2Cbor: { code: 'AccessDeniedException', httpStatus: 400 },
  restJson1: { code: 'AccessDeniedException', httpStatus: 403 },
  restXml: { code: 'AccessDenied', httpStatus: 403 },
};

export function denialStyle(protocol: ProtocolName): DenialStyle {
  return styles[protocol];
}
