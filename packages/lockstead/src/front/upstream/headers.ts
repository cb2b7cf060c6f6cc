/** Headers on their way to a backend and back. */
import type { ProtocolName, WireRequest } from '@lockstead/wire';

/** Between two machines only. RFC 9110, section 7.6.1. */
const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Made anew for the backend, or of no use to it: signature, framing, and who was asked by which name. */
const replaced: readonly string[] = [
  'accept-encoding',
  'authorization',
  'content-length',
  'expect',
  'forwarded',
  'host',
  'via',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-region-set',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-original-url',
  'x-rewrite-url',
];

/** By which backends are told accounts and other things that a client must not say for itself. */
const replacedPrefixes: readonly string[] = ['x-moto-', 'x-localstack-', 'x-forwarded-', 'x-lockstead-', 'x-floci-'];

/** Those of the client that go on. Headers that came twice are one text already, the one that was decided on. */
export function outgoingHeaders({ headers }: WireRequest, protocol: ProtocolName): Record<string, string> {
  const dropped = new Set([...hopByHop, ...replaced, ...namedByConnection(headers.connection)]);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.has(name) || replacedPrefixes.some((prefix) => name.startsWith(prefix)))
      continue;
    kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const encoding = withoutChunked(kept['content-encoding']);
  if (encoding === undefined) delete kept['content-encoding'];
  else kept['content-encoding'] = encoding;
  return { ...ofProtocol(kept, protocol), 'accept-encoding': 'identity' };
}

/** A backend must take the request for what it was decided to be, so what names another protocol goes. */
function ofProtocol(headers: Record<string, string>, protocol: ProtocolName): Record<string, string> {
  const { 'x-amz-target': target, 'smithy-protocol': smithy, 'content-type': type = '', ...others } = headers;
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const own = `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
      const isJson = type.startsWith('application/x-amz-json-') || type.startsWith('application/json');
      return {
        ...others,
        'content-type': isJson ? type : own,
        ...(target === undefined ? {} : { 'x-amz-target': target }),
      };
    }
    case 'awsQuery':
    case 'ec2Query':
      return { ...others, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    case 'rpcv2Cbor':
      return { ...others, 'content-type': 'application/cbor', 'smithy-protocol': smithy ?? 'rpc-v2-cbor' };
    default:
      return { ...others, ...(type === '' ? {} : { 'content-type': type }) };
  }
}

function withoutChunked(encoding: string | undefined): string | undefined {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim());
  const left = codings.filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked');
  return left.length === 0 ? undefined : left.join(',');
}

function namedByConnection(connection: string | undefined): readonly string[] {
  return (connection ?? '').split(',').map((name) => name.trim().toLowerCase());
}

/** What comes back, but for what is between the backend and here. `rawHeaders`: name, value, name, value…, as received. */
export function incomingHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  let connection = '';
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === 'connection') connection += `${rawHeaders[at + 1]},`;
  }
  const dropped = new Set([...hopByHop, ...namedByConnection(connection)]);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    const value = rawHeaders[at + 1] ?? '';
    // Who answers here is Lockstead; pages of another origin are its business too.
    if (dropped.has(name) || name.startsWith('access-control-') || name === 'server' || name === 'date') continue;
    kept[name] = kept[name] === undefined ? value : `${kept[name]}, ${value}`;
  }
  return kept;
}
