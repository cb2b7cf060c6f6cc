/**
 * The services of the tables as the wire knows services. Where the wire's own table has one, its facts are taken, since it has more of them.
 * The others follow the common forms of their protocol.
 */
import { type ProtocolName, type ServiceEntry, serviceById, serviceTable } from '@lockstead/wire';
import type { ServiceSummary } from '../tables/row.ts';
import { frontServices } from '../tables/tables.ts';

/** A service that a backend may have. */
export interface FrontService {
  /** botocore's name of its client, by which its table is found: `stepfunctions`. */
  readonly client: string;
  readonly entry: ServiceEntry;
  readonly summary: ServiceSummary;
}

const protocolNames: Readonly<Record<string, ProtocolName>> = {
  awsQuery: 'awsQuery',
  ec2Query: 'ec2Query',
  'awsJson1.0': 'awsJson1_0',
  'awsJson1.1': 'awsJson1_1',
  restJson1: 'restJson1',
  restXml: 'restXml',
  rpcv2Cbor: 'rpcv2Cbor',
};

let made: readonly FrontService[] | undefined;

/** Clients that have the whole API of the one whose signing name they share, and more: Amazon Q in Connect is what Wisdom became. */
const successors: ReadonlySet<string> = new Set(['qconnect']);

/** All of them. Of those that share a signing name, the one that has it for its own name comes first. */
export function frontServiceList(): readonly FrontService[] {
  made ??= Object.entries(frontServices())
    .map(([client, summary]) => ({ client, summary, entry: entryOf(client, summary) }))
    .sort((one, other) => rank(one) - rank(other));
  return made;
}

function rank({ client, summary }: FrontService): number {
  if (successors.has(client)) return -1;
  return client === summary.signingName ? 0 : 1;
}

function entryOf(client: string, summary: ServiceSummary): ServiceEntry {
  const protocols = summary.protocols.map((name) => {
    const known = protocolNames[name];
    if (known === undefined) throw new TypeError(`${client} speaks ${name}, which the wire does not know`);
    return known;
  });
  const known = wiresEntry(client, summary, protocols);
  if (known !== undefined) {
    return { ...known, protocols: [...new Set([...known.protocols, ...protocols])] };
  }
  const { signingName, apiVersion, targetPrefix, eventSource, endpointPrefix } = summary;
  return {
    // The old CloudHSM has the name by which the wire knows the new one.
    id: serviceById(client) === undefined ? client : `${client}-${apiVersion}`,
    signingName,
    otherSigningNames: [],
    protocols,
    apiVersion,
    targetPrefixes: targetPrefix === undefined ? [] : prefixesOf(targetPrefix),
    eventSource,
    endpointPrefix,
    validationCode: protocols.includes('awsQuery') ? 'ValidationError' : 'ValidationException',
    validationStyle: 'framework',
    namesEnumValues: true,
    withholdsValues: false,
    withholdsElements: false,
    xmlTimePrecision: 'seconds',
  };
}

/** `com.amazonaws.codeconnections.CodeConnections_20231201`: in the path of rpcv2Cbor the last part alone. */
function prefixesOf(target: string): readonly string[] {
  const last = target.slice(target.lastIndexOf('.') + 1);
  return last === target ? [target] : [target, last];
}

/** Told by what both tables have: the names alone are not the same (`sso` is the portal here, and the administration there). */
function wiresEntry(
  client: string,
  { signingName, apiVersion, targetPrefix }: ServiceSummary,
  protocols: readonly ProtocolName[],
): ServiceEntry | undefined {
  const fitting = serviceTable.filter(
    (entry) =>
      entry.signingName === signingName &&
      entry.apiVersion === apiVersion &&
      protocols.some((name) => entry.protocols.includes(name)) &&
      (targetPrefix === undefined || entry.targetPrefixes.includes(targetPrefix)),
  );
  const [first] = fitting;
  if (first === undefined) return undefined;
  const sharing = Object.entries(frontServices()).filter(
    ([, other]) => other.signingName === signingName && other.apiVersion === apiVersion,
  );
  // DocumentDB and Neptune speak RDS's API by RDS's name: nothing in a request tells them apart, and IAM has one prefix for all three.
  return sharing.length === 1 || client === first.id || targetPrefix !== undefined ? first : undefined;
}
