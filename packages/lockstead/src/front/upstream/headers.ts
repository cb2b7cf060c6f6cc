/** Headers on their way to a backend and back. */
import type { ProtocolName, WireRequest } from '@lockstead/wire';

/** Between two machines only. RFC 9110, section 7.6.1. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
] as const;

/** Made anew for the backend, or of no use to it: signature, framing, and who was asked by which name. */
const keptFromBackends: ReadonlySet<string> = new Set([
  ...hopByHop,
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
]);

/** Who answers here is Lockstead. */
const keptFromClients: ReadonlySet<string> = new Set([...hopByHop, 'date', 'server']);

/** By which backends are told accounts and other things that a client must not say for itself. */
const replacedPrefixes: readonly string[] = ['x-moto-', 'x-localstack-', 'x-forwarded-', 'x-lockstead-', 'x-floci-'];

/** Those of the client that go on. Headers that came twice are one text already, the one that was decided on. */
export function outgoingHeaders({ headers }: WireRequest, protocol: ProtocolName): Record<string, string> {
  const named = namedByConnection(headers.connection);
  const kept: Record<string, string> = { 'accept-encoding': 'identity' };
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || keptFromBackends.has(name) || named.includes(name) || isReplaced(name)) continue;
    kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const encoding = kept['content-encoding'];
  if (encoding !== undefined) {
    const left = withoutChunked(encoding);
    if (left === undefined) delete kept['content-encoding'];
    else kept['content-encoding'] = left;
  }
  return ofProtocol(kept, protocol);
}

function isReplaced(name: string): boolean {
  return name.startsWith('x-') && replacedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** A backend must take the request for what it was decided to be, so what names another protocol goes. Changes `headers`. */
function ofProtocol(headers: Record<string, string>, protocol: ProtocolName): Record<string, string> {
  const isJson = protocol === 'awsJson1_0' || protocol === 'awsJson1_1';
  if (!isJson) delete headers['x-amz-target'];
  if (protocol !== 'rpcv2Cbor') delete headers['smithy-protocol'];
  if (isJson) {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('application/x-amz-json-') && !type.startsWith('application/json')) {
      headers['content-type'] = `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
    }
  } else if (protocol === 'awsQuery' || protocol === 'ec2Query') {
    headers['content-type'] = 'application/x-www-form-urlencoded; charset=utf-8';
  } else if (protocol === 'rpcv2Cbor') {
    headers['content-type'] = 'application/cbor';
    headers['smithy-protocol'] ??= 'rpc-v2-cbor';
  } else if (headers['content-type'] === '') delete headers['content-type'];
  return headers;
}

function withoutChunked(encoding: string): string | undefined {
  const codings = encoding.split(',').map((coding) => coding.trim());
  const left = codings.filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked');
  return left.length === 0 ? undefined : left.join(',');
}

/** Most say nothing but this of their connection. */
const nothingNamed: readonly string[] = [];

function namedByConnection(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return nothingNamed;
  return connection.split(',').map((name) => name.trim().toLowerCase());
}

/** What comes back, but for what is between the backend and here. Names in lower case; several values of one name become one text. */
export function incomingHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const named = namedByConnection(oneText(headers['connection']));
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = oneText(headers[name]);
    if (value === undefined || keptFromClients.has(name) || named.includes(name)) continue;
    // Pages of another origin are our business too.
    if (name.startsWith('access-control-')) continue;
    kept[name] = value;
  }
  return kept;
}

function oneText(value: string | readonly string[] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}
