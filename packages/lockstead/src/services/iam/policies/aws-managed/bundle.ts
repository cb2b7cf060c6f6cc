/**
 * The texts of AWS's managed policies as they are packed in generated/policies.json: unpacked when the first of them is asked for,
 * each made a record when it is asked for itself.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { type Instant, parseInstant } from '#kernel/clock';
import { present } from '#kernel/invariant';
import type { ManagedPolicyRecord, PolicyVersion } from '../../state/state.ts';
import { known } from './known.ts';

/** Path and name, the number of the newest version, when the policy and that version were made, the document. */
type Row = readonly [name: string, version: number, createdAt: string, updatedAt: string, document: string];

let unpacked: ReadonlyMap<string, Row> | undefined;
const records = new Map<string, ManagedPolicyRecord>();

/** Read when needed and not imported: a start has no use for it. */
function rows(): ReadonlyMap<string, Row> {
  if (unpacked === undefined) {
    const file = readFileSync(new URL('./generated/policies.json', import.meta.url), 'utf8');
    const { packed } = JSON.parse(file) as { readonly packed: string };
    const all = JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString()) as Row[];
    unpacked = new Map(all.map((row) => [row[0], row]));
  }
  return unpacked;
}

/** A policy that AWS attaches under a name of its own, beside the one it lists. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['aws-service-role/AmazonLexBotPolicy', 'aws-service-role/LexBotPolicy'],
]);

/** By path and name without the leading slash: `service-role/AWSLambdaBasicExecutionRole`. */
export function bundledPolicy(pathAndName: string): ManagedPolicyRecord | undefined {
  const made = records.get(pathAndName);
  if (made !== undefined) return made;
  const row = rows().get(otherNames.get(pathAndName) ?? pathAndName);
  if (row === undefined) return undefined;
  const [, ...facts] = row;
  const policy = record([pathAndName, ...facts]);
  records.set(pathAndName, policy);
  return policy;
}

/** Sorted. */
export function bundledPolicyNames(): readonly string[] {
  return [...rows().keys()];
}

function record([pathAndName, number, createdAt, updatedAt, document]: Row): ManagedPolicyRecord {
  const slash = pathAndName.lastIndexOf('/') + 1;
  const facts = known.get(pathAndName);
  const id = `v${number}`;
  const updated = parsed(updatedAt);
  return {
    name: pathAndName.slice(slash),
    path: `/${pathAndName.slice(0, slash)}`,
    id: facts?.id ?? madeUpId(pathAndName),
    ...(facts === undefined ? {} : { description: facts.description }),
    createdAt: parsed(createdAt),
    updatedAt: updated,
    defaultVersion: id,
    lastVersion: number,
    versions: [new PackedVersion(id, updated, document)],
    tags: [],
  };
}

/** Its text is laid out when it is asked for: lists of all policies show none. */
class PackedVersion implements PolicyVersion {
  readonly id: string;
  readonly createdAt: Instant;
  readonly #document: string;
  #text: string | undefined;

  constructor(id: string, createdAt: Instant, document: string) {
    this.id = id;
    this.createdAt = createdAt;
    this.#document = document;
  }

  get text(): string {
    this.#text ??= JSON.stringify(JSON.parse(this.#document), undefined, 4);
    return this.#text;
  }
}

/** AWS DIFFERS: the source does not tell policies' ids; one that is always the same for the same policy stands in. */
function madeUpId(pathAndName: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bytes = createHash('sha256').update(pathAndName).digest().subarray(0, 16);
  return `ANPAZ${Array.from(bytes, (byte) => alphabet[byte & 31]).join('')}`;
}

function parsed(text: string): Instant {
  return present(parseInstant(text), `${text} is an instant`);
}
