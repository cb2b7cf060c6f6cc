/** Addresses and networks as people write them: `10.0.0.0/8`, `fd00::/8`, `127.0.0.1`. */
import { BlockList, isIP } from 'node:net';

/** `undefined` for what is none of them. */
export function parseNetwork(
  text: string,
): { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const width = version === 4 ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? width : Number(bits);
  return prefix > width ? undefined : { address, bits: prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Throws a sentence for what is not an address or network. */
export function parseNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const network = parseNetwork(text);
    if (network === undefined) throw new RangeError(`"${text}" is neither an IP address nor a network`);
    list.addSubnet(network.address, network.bits, network.family);
  }
  return list;
}
