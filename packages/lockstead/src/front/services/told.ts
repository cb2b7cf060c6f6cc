/**
 * Which service behind the front a request is for. Several clients share one signing name (sagemaker, bedrock, lambda, ses): then the
 * target, the host name, the protocol and last the path tell. What is not told by any of these is the first of them, whose answer to an
 * operation that it does not know is the service's own error.
 */
import {
  findServiceOfRequest,
  formVersionOf,
  resolveOperation,
  serviceById,
  speaksForms,
  type WireRequest,
} from '@lockstead/wire';
import type { Told } from '#service/behind';
import { type FrontService, frontServiceList } from './entries.ts';
import { frontModel } from './model.ts';

type Index = ReadonlyMap<string, readonly FrontService[]>;

let bySigningName: Index | undefined;
let byTarget: Index | undefined;
let byEndpoint: Index | undefined;

function indexed(names: (service: FrontService) => readonly string[]): Index {
  const index: Map<string, FrontService[]> = new Map();
  for (const service of frontServiceList()) {
    for (const name of names(service)) index.set(name, [...(index.get(name) ?? []), service]);
  }
  return index;
}

export function toldService(told: Told, request: WireRequest): FrontService | undefined {
  const { signingName, targetPrefix, endpointPrefix } = told;
  if (signingName !== undefined) {
    bySigningName ??= indexed(({ entry }) => [entry.signingName, ...entry.otherSigningNames]);
    const sharing = bySigningName.get(signingName) ?? [];
    return toldByWire(sharing, signingName, request) ?? oneOf(sharing, request);
  }
  if (targetPrefix !== undefined) {
    byTarget ??= indexed(({ entry }) => entry.targetPrefixes);
    return oneOf(byTarget.get(targetPrefix) ?? [], request);
  }
  if (endpointPrefix === undefined) return undefined;
  // A label of a host name has no dots; `runtime.sagemaker` is found by its last one.
  byEndpoint ??= indexed(({ entry }) => [entry.endpointPrefix.slice(entry.endpointPrefix.lastIndexOf('.') + 1)]);
  return oneOf(byEndpoint.get(endpointPrefix) ?? [], request);
}

/** Where the wire knows all that share the name (S3 and S3 Control, the load balancers), it tells them apart by more than stands here. */
function toldByWire(
  sharing: readonly FrontService[],
  signingName: string,
  request: WireRequest,
): FrontService | undefined {
  if (sharing.length < 2 || !sharing.every(({ entry }) => serviceById(entry.id) !== undefined)) return undefined;
  const id = findServiceOfRequest(signingName, request)?.entry.id;
  return sharing.find(({ entry }) => entry.id === id);
}

function oneOf(sharing: readonly FrontService[], request: WireRequest): FrontService | undefined {
  const [first] = sharing;
  if (sharing.length < 2) return first;
  const { headers } = request;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const dot = target.lastIndexOf('.');
    const prefixed = sharing.filter(({ entry }) => entry.targetPrefixes.includes(target.slice(0, dot)));
    if (prefixed.length < 2) return prefixed[0] ?? first;
    // Timestream's two services share the target too; their operations have names of their own, but for a few.
    const name = target.slice(dot + 1);
    const known = prefixed.filter(({ client, entry }) => frontModel(client, entry).operations.has(name));
    return (known.length > 1 ? byHost(known, headers.host ?? '')[0] : known[0]) ?? known[0] ?? first;
  }
  const named = byRpcPath(sharing, request);
  if (named !== undefined) return named;
  const atHost = byHost(sharing, headers.host ?? '');
  const candidates = atHost.length > 0 ? atHost : sharing;
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true || saysVersion(request)) {
    return candidates.find(({ entry }) => speaksForms(entry)) ?? first;
  }
  if (candidates.length === 1) return candidates[0];
  return candidates.find((service) => hasRoute(service, request)) ?? candidates[0];
}

function saysVersion({ query }: WireRequest): boolean {
  return formVersionOf(query) !== undefined;
}

function byRpcPath(sharing: readonly FrontService[], { path }: WireRequest): FrontService | undefined {
  if (!path.startsWith('/service/')) return undefined;
  const name = path.slice('/service/'.length).split('/', 1)[0] ?? '';
  const last = name.slice(name.lastIndexOf('.') + 1);
  return sharing.find(({ entry }) => entry.targetPrefixes.includes(last));
}

/** A host name has at most 253 characters, and a port behind it. */
const hostLengthMax = 300;

/** Those whose endpoint the host name names most exactly: `streams.dynamodb` before `dynamodb`. */
function byHost(sharing: readonly FrontService[], host: string): readonly FrontService[] {
  const dotted = `.${host.slice(0, hostLengthMax).toLowerCase().split(':', 1)[0]}.`;
  const named = sharing.filter(({ entry }) => dotted.includes(`.${entry.endpointPrefix}.`));
  const longest = Math.max(...named.map(({ entry }) => entry.endpointPrefix.length));
  return named.filter(({ entry }) => entry.endpointPrefix.length === longest);
}

/** Only paths tell here: the services that speak REST. */
function hasRoute({ client, entry }: FrontService, request: WireRequest): boolean {
  if (!entry.protocols.some((name) => name === 'restJson1' || name === 'restXml')) return false;
  return resolveOperation(frontModel(client, entry), request).ok;
}
