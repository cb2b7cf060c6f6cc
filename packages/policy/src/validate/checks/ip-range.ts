/** Addresses in aws:SourceIp: private ones never arrive there, and ranges should begin where they seem to. */
import { contains, type IpRange, parseRange } from '../../condition/ip-address.ts';
import type { CheckContext } from '../check.ts';
import type { ConditionNode } from '../syntax.ts';

/** https://www.rfc-editor.org/rfc/rfc1918, shared and link-local ranges, unique local IPv6. */
const privateRanges: readonly IpRange[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
].map((text) => parseRange(text) as IpRange);

export function checkIpRange(condition: ConditionNode, { report }: CheckContext): void {
  const ranges = condition.values.map((value) => ({ value, range: parseRange(value.text) }));
  for (const { value, range } of ranges) {
    if (range !== undefined && hasHostBits(range))
      report('IMPROVE_IP_RANGE', value, { addr: masked(range) }, { fix: masked(range) });
  }
  if (condition.key.toLowerCase() !== 'aws:sourceip') return;
  const judged = ranges.filter(({ range }) => range !== undefined);
  const hidden = judged.filter(({ range }) => isPrivate(range as IpRange));
  if (hidden.length === 0) return;
  const name = condition.name?.operator.negated === true ? 'PRIVATE_NOT_IP_ADDRESS' : 'PRIVATE_IP_ADDRESS';
  const all = hidden.length === judged.length;
  const [{ value: first } = {}, ...also] = hidden;
  if (first !== undefined) report(all ? name : `${name}_SUBSET`, first, {}, { also: also.map(({ value }) => value) });
}

function isPrivate(range: IpRange): boolean {
  return privateRanges.some((known) => known.bits <= range.bits && contains(known, range.address));
}

function hasHostBits({ address, bits }: IpRange): boolean {
  return address.some((word, i) => {
    const own = Math.min(32, Math.max(0, bits - i * 32));
    return own < 32 && (own === 0 ? word : word << own) !== 0;
  });
}

/** The range as it counts: `203.0.113.0/24`. */
function masked({ address, bits }: IpRange): string {
  const words = address.map((word, i) => {
    const own = Math.min(32, Math.max(0, bits - i * 32));
    return own === 0 ? 0 : (word & (-1 << (32 - own))) >>> 0;
  });
  if (words.length === 1) {
    const [word = 0] = words;
    return `${[24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff).join('.')}/${bits}`;
  }
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]).map((group) => group.toString(16));
  return `${shortened(groups)}/${bits}`;
}

/** The longest run of zeros is left out: RFC 5952. */
function shortened(groups: readonly string[]): string {
  let [from, length] = [0, 0];
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === '0') end++;
    if (end - i > length) [from, length] = [i, end - i];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
}
