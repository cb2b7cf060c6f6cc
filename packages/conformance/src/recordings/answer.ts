/** Our answers in the form in which the recorded ones were written down: as boto3 parses them, documents read, dates left open. */
import type { Json } from './corpus.ts';

/** Members that carry a policy, percent-encoded on the wire. */
const documents: ReadonlySet<string> = new Set(['AssumeRolePolicyDocument', 'PolicyDocument']);

export interface AnswerForm {
  /** boto3 shows IAM's documents as objects. */
  readonly documentsRead: boolean;
}

interface Failure {
  readonly Error?: Readonly<Record<string, string>>;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export async function answerOf(call: Promise<object>, form: AnswerForm): Promise<Json> {
  try {
    const { $metadata, ...members } = (await call) as { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    return { ...(plain(members, form) as object), ResponseMetadata: { HTTPStatusCode: status } };
  } catch (error) {
    const { Error: said, $metadata } = error as Failure;
    if (said === undefined) throw error;
    return { Error: { ...said }, ResponseMetadata: { HTTPStatusCode: $metadata?.httpStatusCode ?? 0 } };
  }
}

function plain(value: unknown, form: AnswerForm, name = ''): Json {
  if (value instanceof Date) return '<datetime>';
  // What boto3 shows as bytes is written down as the text that they are.
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map((item) => plain(item, form));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([key, member]) => [key, plain(member, form, key)]));
  }
  if (form.documentsRead && documents.has(name)) return JSON.parse(decodeURIComponent(String(value))) as Json;
  return value as Json;
}
