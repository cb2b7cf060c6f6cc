/**
 * Which addresses an issuer may have. An issuer's name is chosen by whoever may create a provider; without these rules that person could make
 * the server ask machines of its own network.
 */
import { isIP } from 'node:net';
import { parseNetworks } from '#kernel/networks';

/** Never asked: this is where clouds serve the credentials of a machine, and where nothing is. */
const linkLocal = parseNetworks(['169.254.0.0/16', '0.0.0.0/8', '224.0.0.0/3', 'fe80::/10', 'ff00::/8', '::/128']);

/** Networks of version 4 that are not public. IANA: https://www.iana.org/assignments/iana-ipv4-special-registry */
const special4 = parseNetworks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);

/** Of version 6 only this is public, without what hides an address of version 4 in it. */
const public6 = parseNetworks(['2000::/3']);
const special6 = parseNetworks(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an issuer at this address may be asked. False for what is not an address. */
export function mayAsk(address: string, allowPrivate: boolean): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  // Written as one of version 6, an address of version 4 would be judged by the rules of the other.
  if (version === 6 && address.toLowerCase().startsWith('::ffff:')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (linkLocal.check(address, family)) return false;
  if (allowPrivate) return true;
  return version === 4
    ? !special4.check(address, family)
    : public6.check(address, family) && !special6.check(address, family);
}
