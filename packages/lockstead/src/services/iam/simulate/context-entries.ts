/**
 * The context of a simulation, each value checked against the type that it is said to have.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
 */
import { isIP } from 'node:net';
import type { ContextValue } from '@lockstead/policy';
import { parseInstant } from '#kernel/clock';
import { InvalidInput } from '../errors.ts';
import type { ContextEntry } from '../structures.ts';

type Check = (value: string) => boolean;

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const checks: Readonly<Record<string, Check>> = {
  string: () => true,
  numeric: (value) => number.test(value),
  boolean: (value) => /^(true|false)$/i.test(value),
  ip: isAddress,
  binary: (value) => value.length % 4 === 0 && base64.test(value),
  date: (value) =>
    /^\d{1,15}$/.test(value) || parseInstant(value) !== undefined || parseInstant(`${value}T00:00Z`) !== undefined,
};

/** An address, or a network in CIDR notation. */
function isAddress(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** By key in lower case. */
export function contextValues(entries: readonly ContextEntry[] = []): ReadonlyMap<string, ContextValue> {
  const values = new Map<string, ContextValue>();
  for (const [i, { ContextKeyName: name, ContextKeyValues: given = [], ContextKeyType: type }] of entries.entries()) {
    const place = `contextEntries.${i + 1}.member`;
    if (name === undefined) throw new InvalidInput(`${place}.contextKeyName must not be empty.`);
    if (type === undefined) throw new InvalidInput(`${place}.contextKeyType must not be empty.`);
    const isList = type.endsWith('List');
    const check = checks[isList ? type.slice(0, -'List'.length) : type];
    // AWS DIFFERS? That these are refused follows from the type of the entry; the sentences are ours.
    if (check === undefined) throw new InvalidInput(`Context key type ${type} of ${name} is not known.`);
    if (!isList && given.length !== 1)
      throw new InvalidInput(`Context key ${name} of type ${type} takes one value, not ${given.length}.`);
    const wrong = given.find((value) => !check(value));
    if (wrong !== undefined) throw new InvalidInput(`The value ${wrong} of context key ${name} is no ${type}.`);
    if (values.has(name.toLowerCase())) throw new InvalidInput(`Context key ${name} is given twice.`);
    values.set(name.toLowerCase(), isList ? given : (given[0] as string));
  }
  return values;
}
