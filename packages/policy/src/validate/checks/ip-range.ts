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
      report('IMPROVE_IP_RANGE', value, `"${value.text}" has bits beyond its mask, which do not count`);
  }
  if (condition.key.toLowerCase() !== 'aws:sourceip') return;
  const judged = ranges.filter(({ range }) => range !== undefined);
  const hidden = judged.filter(({ range }) => isPrivate(range as IpRange));
  if (hidden.length === 0) return;
  const name = condition.name?.operator.negated === true ? 'PRIVATE_NOTIPADDRESS' : 'PRIVATE_IP_ADDRESS';
  const all = hidden.length === judged.length;
  for (const { value } of all ? hidden.slice(0, 1) : hidden) {
    report(
      all ? name : `${name}_SUBSET`,
      value,
      `"${value.text}" is private: aws:SourceIp is the public address of the caller`,
    );
  }
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
