/**
 * Recorded answers of the real AWS, read where they lie: `LOCKSTEAD_CORPORA`, or `../shared/corpora` beside the project. They are others'
 * (their licences stand beside them) and no part of the project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const folder = join(corpora, 'aws-recordings');

/** Why nothing can be compared here; `undefined` where it can. */
export function corpusMissing(): string | undefined {
  return existsSync(join(folder, 'iam.json')) ? undefined : `there are no recorded answers at ${folder}`;
}

/** Members whose values were written down as a word without the angle brackets of a placeholder. */
const unmarked: ReadonlyMap<string, string> = new Map([
  ['datetime', '<datetime>'],
  ['plaintext', '<plaintext>'],
  ['ciphertext-blob', '<ciphertext-blob>'],
  ['shared-secret', '<shared-secret>'],
]);

/** The same, where the word alone may be a value as well: by the member's name. */
const unmarkedMembers: ReadonlyMap<string, string> = new Map([
  ['ContinuationToken', '<continuation-token>'],
  ['NextContinuationToken', '<next-continuation-token>'],
  ['Bucket', '<bucket>'],
  ['DisplayName', '<display-name>'],
  ['ID', '<i-d>'],
  ['HostId', '<host-id>'],
]);

const datesOfErrors: ReadonlySet<string> = new Set(['Expires', 'ServerTime']);

function marked(value: Json): Json {
  if (typeof value === 'string') return unmarked.get(value) ?? value;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return withOpaqueETag(
    Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (member === 'date' && datesOfErrors.has(name)) return [name, '<datetime>'];
        const placeholder = unmarkedMembers.get(name);
        return [name, placeholder === `<${String(member)}>` ? placeholder : marked(member)];
      }),
    ),
  );
}

/** What S3 encrypts under a key that is not its own has an ETag that says nothing of the bytes: another one each time, the same of an object. */
function withOpaqueETag(members: { readonly [name: string]: Json }): Json {
  const { ETag, CopyObjectResult: copied, ServerSideEncryption, SSECustomerAlgorithm } = members;
  const isOpaque = SSECustomerAlgorithm !== undefined || String(ServerSideEncryption).startsWith('aws:kms');
  if (!isOpaque) return members;
  if (typeof copied === 'object' && copied !== null && 'ETag' in copied) {
    return {
      ...members,
      CopyObjectResult: {
        ...copied,
        ETag: `"<etag:${String((copied as { readonly ETag: Json }).ETag).replaceAll('"', '')}>"`,
      },
    };
  }
  if (typeof ETag !== 'string') return members;
  const md5 = members['SSECustomerKeyMD5'];
  return {
    ...members,
    ETag: `"<etag:${ETag.replaceAll('"', '')}>"`,
    // Nobody but who recorded it has the key.
    ...(typeof md5 === 'string' ? { SSECustomerKeyMD5: `<md5:${Buffer.from(md5, 'base64').toString('hex')}>` } : {}),
  };
}

/** Whole scenarios: test name, then label, then the answer with placeholders such as `<role-name:1>`. */
export function scenarios(service: string): ReadonlyMap<string, ReadonlyMap<string, Json>> {
  const file = read(`${service}.json`) as Record<string, { answers: Record<string, Json> }>;
  return new Map(
    Object.entries(file).map(([name, { answers }]) => [
      name,
      new Map(Object.entries(answers).map(([label, answer]) => [label, marked(answer)])),
    ]),
  );
}

/** One answer for each operation, as it came: with the values of whoever recorded it. */
export function singleAnswers(service: string): ReadonlyMap<string, Json> {
  const file = read(`by-operation/${service}.json`) as Record<
    string,
    { data: Record<string, Json>; status_code: number }
  >;
  return new Map(
    Object.entries(file).map(([operation, { data, status_code }]) => {
      const { ResponseMetadata: _, ...members } = data;
      return [operation, { ...members, ResponseMetadata: { HTTPStatusCode: status_code } }];
    }),
  );
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}
