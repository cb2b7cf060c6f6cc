/** Backends: where they are, how they learn the account, and which services go to which. */
import type { AccountId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import { type FrontService, frontServiceList } from '../services/entries.ts';

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

/** A name by which no service can have a backend. Its message says why in one sentence. */
export class NoSuchService extends Error {
  override readonly name = 'NoSuchService';
}

/**
 * By botocore's name of the client; undefined where no backend has the service. `servesItself`: by the id of a service's entry.
 * @throws NoSuchService
 */
export function upstreamFinder(
  upstreams: readonly Upstream[],
  servesItself: (entryId: string) => boolean,
): (client: string) => Upstream | undefined {
  const usual = upstreams.find(({ service }) => service === undefined);
  const byClient: Map<string, Upstream> = new Map();
  for (const upstream of upstreams) {
    if (upstream.service === undefined) continue;
    for (const { client } of servicesOf(upstream.service, servesItself)) byClient.set(client, upstream);
  }
  return (client) => byClient.get(client) ?? usual;
}

/** By the name of a client (`stepfunctions`), by that of signatures (`states`, which may be several clients'), or by that of the endpoint. */
function servicesOf(name: string, servesItself: (entryId: string) => boolean): readonly FrontService[] {
  const services = frontServiceList();
  for (const is of [
    ({ entry }: (typeof services)[number]) => entry.signingName === name,
    ({ client, entry }: (typeof services)[number]) => client === name || entry.id === name,
    ({ entry }: (typeof services)[number]) => entry.endpointPrefix === name,
  ]) {
    const found = services.filter(is);
    // An upstream that is never asked would look as if it were.
    const namesOwn = ({ client, entry }: FrontService): boolean =>
      servesItself(entry.id) && (client === name || entry.id === name || found.length === 1);
    if (found.some(namesOwn)) {
      throw new NoSuchService(`--upstream ${name}=…: Lockstead serves ${name} itself, and asks no backend for it.`);
    }
    if (found.length > 0) return found;
  }
  throw new NoSuchService(`--upstream ${name}=…: AWS has no service of that name.`);
}
