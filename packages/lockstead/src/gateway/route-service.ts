/**
 * Which service is a request for, and in which protocol would its client understand a refusal? Told from the credential scope, then the
 * target, the host name, and last the version that a form names.
 */
import {
  addressOf,
  type ClaimOutcome,
  findServiceOfRequest,
  formVersionOf,
  type ProtocolName,
  type ServiceEntry,
  serviceByEndpoint,
  serviceByTarget,
  serviceTable,
  speaksForms,
  type WireRequest,
} from '@lockstead/wire';
import type { Told } from '#service/behind';
import type { ServiceDirectory, ServiceRegistry } from './gateway.ts';

/** Of rpcv2Cbor. */
const servicePath = /^\/service\/([\w.]{1,128})\/operation\//;

/** A name has at most 253 characters, and a port behind it. */
const hostLengthMax = 300;

export function routeService(
  { services, behind }: ServiceDirectory,
  request: WireRequest,
  claimed: ClaimOutcome,
): ServiceEntry | undefined {
  const further = (told: Told): ServiceEntry | undefined => behind?.entryOf(told, request);
  if (claimed.kind === 'claim') return bySigningName(services, claimed.claim.service, request, further);
  const hinted = claimed.kind === 'malformed' ? scopeHint(request) : undefined;
  if (hinted !== undefined) return bySigningName(services, hinted, request, further);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return byTarget(services, target.slice(0, target.lastIndexOf('.')), further);
  }
  const path = servicePath.exec(request.path)?.[1];
  if (path !== undefined) return byTarget(services, path, further);
  return byHost(services, request.headers.host ?? '', further) ?? byBucket(services, request);
}

const bucketPath = /^\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/|$)/;

/**
 * What nobody signed and nothing else names, with a path like a bucket's or a host name that is a bucket's: an object that is open to everybody has
 * a plain address.
 */
function byBucket(services: ServiceRegistry, request: WireRequest): ServiceEntry | undefined {
  const { method, path, headers } = request;
  const address = addressOf(request);
  const isByHost = address.bucket !== undefined && address.path === path;
  if (!isByHost && !bucketPath.test(path)) return undefined;
  // Other services take forms and JSON at fixed paths; S3 takes the forms of browsers, and bodies of any type by PUT.
  if (method === 'POST' && headers['content-type']?.startsWith('multipart/form-data') !== true) return undefined;
  return services.get('s3')?.entry;
}

/** Of what is behind the front. */
type Further = (told: Told) => ServiceEntry | undefined;

/** `iam.localhost`, `bucket.s3.localhost`: from the right, since whose name stands before the service's is free to be another's. */
function byHost(services: ServiceRegistry, host: string, further: Further): ServiceEntry | undefined {
  if (host.length > hostLengthMax) return undefined;
  for (const label of host.toLowerCase().split('.').reverse()) {
    const entry =
      serviceByEndpoint(label) ??
      ownEntry(services, ({ endpointPrefix }) => endpointPrefix === label) ??
      further({ endpointPrefix: label });
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function bySigningName(
  services: ServiceRegistry,
  name: string,
  request: WireRequest,
  further: Further,
): ServiceEntry | undefined {
  const known =
    findServiceOfRequest(name, request)?.entry ?? ownEntry(services, ({ signingName }) => signingName === name);
  if (known !== undefined && services.has(known.id)) return known;
  // Behind the front several services may share the name, of which the wire's own table has but one.
  return further({ signingName: name }) ?? known;
}

/** Of the services that share its signing name, the one whose API the form speaks, where nothing before the body told. */
export function toldByForm(entry: ServiceEntry, request: WireRequest, body: Buffer): ServiceEntry {
  const { signingName } = entry;
  const found = findServiceOfRequest(signingName, request);
  if (found?.needsForm !== true) return found?.entry ?? entry;
  return findServiceOfRequest(signingName, request, formVersionOf(body.toString('latin1')))?.entry ?? entry;
}

function byTarget(services: ServiceRegistry, prefix: string, further: Further): ServiceEntry | undefined {
  return (
    serviceByTarget(prefix) ??
    ownEntry(services, ({ targetPrefixes }) => targetPrefixes.includes(prefix)) ??
    further({ targetPrefix: prefix })
  );
}

/** Of a service that brings its own model. */
function ownEntry(services: ServiceRegistry, is: (entry: ServiceEntry) => boolean): ServiceEntry | undefined {
  for (const { definition, entry } of services.values()) {
    if (definition.model !== undefined && is(entry)) return entry;
  }
  return undefined;
}

const credential = 'Credential=';
const scopeForm = /^[^/]+\/\d{8}\/[^/]+\/([a-z0-9-]+)(?:\/|$)/;

/** The service that a malformed signature names nonetheless: nothing is believed of it but whose refusal it gets. */
function scopeHint({ headers, query }: WireRequest): string | undefined {
  const claim = headers.authorization ?? query;
  const at = claim.indexOf(credential);
  if (at < 0) return undefined;
  const scope = claim.slice(at + credential.length, at + credential.length + 256).split(/[,&\s]/, 1)[0];
  return scopeForm.exec(scope?.replaceAll(/%2f/gi, '/') ?? '')?.[1];
}

const formType = 'application/x-www-form-urlencoded';

/** For a form that is neither signed nor sent to a name of AWS's: its `Version` is that of one API. */
export function routeForm(services: ServiceRegistry, request: WireRequest, body: Buffer): ServiceEntry | undefined {
  if (request.headers['content-type']?.startsWith(formType) !== true) return undefined;
  const version = formVersionOf(body.toString('latin1'));
  if (version === undefined) return undefined;
  const speaks = (entry: ServiceEntry): boolean => entry.apiVersion === version && speaksForms(entry);
  return serviceTable.find(speaks) ?? ownEntry(services, speaks);
}

/** What the client speaks, as far as its request shows, among what the service speaks. */
export function spokenProtocol(request: WireRequest, entry: ServiceEntry | undefined): ProtocolName {
  const guess = protocolGuess(request);
  if (entry === undefined) return guess;
  return entry.protocols.includes(guess) ? guess : (entry.protocols[0] ?? guess);
}

function protocolGuess({ headers }: WireRequest): ProtocolName {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'rpcv2Cbor';
  const type = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined) return type.endsWith('json-1.0') ? 'awsJson1_0' : 'awsJson1_1';
  if (type.startsWith(formType)) return 'awsQuery';
  if (type.includes('xml')) return 'restXml';
  return type.startsWith('application/json') ? 'restJson1' : 'awsJson1_1';
}
