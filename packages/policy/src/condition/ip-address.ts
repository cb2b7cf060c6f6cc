/**
 * IpAddress and NotIpAddress: CIDR blocks of IPv4 and IPv6; bits beyond the mask are ignored.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
import type { Template } from '../match/template.ts';
import { never, type Operator, parsedOnce, type ValueTest } from './operator.ts';

/** One 32-bit word for IPv4, four for IPv6: the two never match each other, an IPv4-mapped address included. */
export type IpAddress = readonly number[];

export interface IpRange {
  readonly address: IpAddress;
  readonly bits: number;
}

const parseActual = parsedOnce(parseIp);

export const ipAddressOperators: readonly Operator[] = [
  { name: 'IpAddress', family: 'IpAddress', negated: false, variables: false, wildcards: false, compile },
  { name: 'NotIpAddress', family: 'IpAddress', negated: true, variables: false, wildcards: false, compile },
];

function compile(value: Template): ValueTest {
  const range = parseRange(value.text);
  if (range === undefined) return never;
  return (text) => {
    const address = parseActual(text);
    return address !== undefined && contains(range, address);
  };
}

export function contains(range: IpRange, address: IpAddress): boolean {
  if (range.address.length !== address.length) return false;
  let { bits } = range;
  for (let i = 0; bits > 0; i++, bits -= 32) {
    const mask = bits >= 32 ? -1 : -1 << (32 - bits);
    if ((((range.address[i] as number) ^ (address[i] as number)) & mask) !== 0) return false;
  }
  return true;
}

/** `203.0.113.0/24`, `2001:db8::/32`; without a mask a single address. */
export function parseRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const address = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const width = address.length * 32;
  if (slash < 0) return { address, bits: width };
  const bits = decimal(text, slash + 1, text.length, width);
  return bits === undefined ? undefined : { address, bits };
}

function parseIp(text: string): IpAddress | undefined {
  if (text.length > 45) return undefined;
  if (!text.includes(':')) {
    const word = parseIpv4(text);
    return word === undefined ? undefined : [word];
  }
  return parseIpv6(text);
}

function parseIpv4(text: string): number | undefined {
  let word = 0;
  let from = 0;
  for (let part = 0; part < 4; part++) {
    const dot = part === 3 ? text.length : text.indexOf('.', from);
    if (dot < 0) return undefined;
    const octet = decimal(text, from, dot, 255);
    if (octet === undefined) return undefined;
    word = (word << 8) | octet;
    from = dot + 1;
  }
  return word;
}

/** Eight groups, one run of zeros as `::`, an IPv4 tail. */
function parseIpv6(text: string): IpAddress | undefined {
  const gap = text.indexOf('::');
  if (gap >= 0 && text.includes('::', gap + 1)) return undefined;
  const before = groups(gap < 0 ? text : text.slice(0, gap), gap < 0);
  const after = gap < 0 ? [] : groups(text.slice(gap + 2), true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...new Array<number>(missing).fill(0), ...after];
  const words: number[] = [];
  for (let i = 0; i < 8; i += 2) words.push(((all[i] as number) << 16) | (all[i + 1] as number));
  return words;
}

function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const found: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes('.')) {
      const word = parseIpv4(part);
      if (word === undefined) return undefined;
      found.push(word >>> 16, word & 0xffff);
      continue;
    }
    if (part.length < 1 || part.length > 4) return undefined;
    let group = 0;
    for (let k = 0; k < part.length; k++) {
      const digit = '0123456789abcdef'.indexOf((part[k] as string).toLowerCase());
      if (digit < 0) return undefined;
      group = group * 16 + digit;
    }
    found.push(group);
  }
  return found.length > 8 ? undefined : found;
}

function decimal(text: string, from: number, to: number, max: number): number | undefined {
  if (to <= from || to - from > 3) return undefined;
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return undefined;
    value = value * 10 + code - 0x30;
  }
  // A leading zero is octal to some readers and decimal to others: refused.
  if (value > max || (to - from > 1 && text.charCodeAt(from) === 0x30)) return undefined;
  return value;
}
