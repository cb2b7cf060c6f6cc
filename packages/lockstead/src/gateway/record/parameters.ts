/**
 * Input and output as CloudTrail writes them: member names begin in lower case, times are spelled out, secrets are not there.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */

/** Beyond this a field is left out, and its size said. */
const fieldBytesMax = 100 * 1024;
const depthMax = 32;

/** `Nov 22, 2026, 7:30:29 AM`, as CloudTrail writes times inside parameters. */
const spelled = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function written(value: unknown, hidden: ReadonlySet<string>, depth: number): unknown {
  if (depth > depthMax) return undefined;
  if (value instanceof Date) return spelled.format(value).replaceAll('\u202f', ' ');
  if (value instanceof Uint8Array) return { bytes: value.byteLength };
  if (Array.isArray(value)) return value.map((item) => written(item, hidden, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || name === '$metadata' || hidden.has(name)) continue;
    copy[lowerFirst(name)] = written(member, hidden, depth + 1);
  }
  return copy;
}

/** `null` where there is nothing to tell. `hidden` names members that are left out wherever they stand. */
export function parameters(value: object | undefined, hidden: ReadonlySet<string>): unknown {
  if (value === undefined || Object.keys(value).length === 0) return null;
  const copy = written(value, hidden, 0);
  const bytes = Buffer.byteLength(JSON.stringify(copy));
  if (bytes <= fieldBytesMax) return copy;
  return { omitted: true, originalSize: bytes, reason: 'Maximum size exceeded' };
}
