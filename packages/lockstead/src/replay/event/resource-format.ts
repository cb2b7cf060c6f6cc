/** ARNs by the forms in which AWS's reference writes them: `arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}`. */

/**
 * The partition of a region, as its name begins.
 * AWS: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): string {
  for (const [start, partition] of partitions) if (region.startsWith(start)) return partition;
  return 'aws';
}

const partitions: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The form with `*` for everything but the partition. */
export function shapeOfFormat(format: string, partition: string): string {
  return literals(format.replace('$' + '{Partition}', partition)).join('*');
}

/** Whether an ARN has the form, each variable being at least one character, or none where region and account may be missing. */
export function fitsFormat(arn: string, format: string): boolean {
  const parts = literals(format);
  const [first = ''] = parts;
  if (!arn.startsWith(first)) return false;
  let at = first.length;
  for (const [i, text] of parts.slice(1).entries()) {
    const isLast = i === parts.length - 2;
    if (isLast) return text === '' ? at <= arn.length : arn.length - text.length >= at && arn.endsWith(text);
    const found = arn.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at === arn.length;
}

const cut: Map<string, readonly string[]> = new Map();

/** The text between the variables. The formats are those of the reference, so they are bounded. */
function literals(format: string): readonly string[] {
  let found = cut.get(format);
  if (found === undefined) {
    found = format.split(/\$\{[^}]*\}|\*/);
    cut.set(format, found);
  }
  return found;
}
