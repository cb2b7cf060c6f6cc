/** Backends: where they are, how they learn the account, and which services go to which. */
import type { AccountId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import { frontServiceList } from '../services/entries.ts';

export interface Upstream {
  /** Absent: of all services that have no line of their own. */
  readonly service?: string;
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  readonly account: { readonly by: 'accessKey' | 'header' } | { readonly by: 'fixed'; readonly id: AccountId };
  readonly sign?: { readonly accessKeyId: string; readonly secretAccessKey: Secret };
  /** For the first byte of an answer, and between two of its bytes. */
  readonly timeoutMs: number;
}

/** A name by which no service is known. Its message says so in one sentence. */
export class NoSuchService extends Error {
  override readonly name = 'NoSuchService';
}

/** By botocore's name of the client; undefined where no backend has the service. @throws NoSuchService */
export function upstreamFinder(upstreams: readonly Upstream[]): (client: string) => Upstream | undefined {
  const usual = upstreams.find(({ service }) => service === undefined);
  const byClient: Map<string, Upstream> = new Map();
  for (const upstream of upstreams) {
    if (upstream.service === undefined) continue;
    for (const client of clientsOf(upstream.service)) byClient.set(client, upstream);
  }
  return (client) => byClient.get(client) ?? usual;
}

/** By the name of a client (`stepfunctions`), by that of signatures (`states`, which may be several clients'), or by that of the endpoint. */
function clientsOf(name: string): readonly string[] {
  const services = frontServiceList();
  for (const is of [
    ({ entry }: (typeof services)[number]) => entry.signingName === name,
    ({ client, entry }: (typeof services)[number]) => client === name || entry.id === name,
    ({ entry }: (typeof services)[number]) => entry.endpointPrefix === name,
  ]) {
    const found = services.filter(is);
    if (found.length > 0) return found.map(({ client }) => client);
  }
  throw new NoSuchService(`--upstream ${name}=…: AWS has no service of that name.`);
}
