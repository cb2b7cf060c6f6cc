/** Our answers in the form in which the recorded ones were written down: as boto3 parses them, documents read, dates left open. */
import type { Json } from './corpus.ts';

/** Members that carry a policy, percent-encoded on the wire. */
const documents: ReadonlySet<string> = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'ReplicaPolicy']);

export interface AnswerForm {
  /** boto3 shows IAM's documents as objects. */
  readonly documentsRead: boolean;
}

interface Failure {
  /** What query protocols say. */
  readonly Error?: Readonly<Record<string, string>>;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What an operation answers that Lockstead does not do yet. */
const notDone = 'NotImplemented';
/** The SDK's word for an error without one. */
const noMessage = 'UnknownError';

/** `undefined` where the operation is not done. Throws what is no answer of a server. */
export async function answerOf(call: Promise<object>, form: AnswerForm): Promise<Json | undefined> {
  try {
    const { $metadata, ...members } = (await call) as { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode ?? 0;
    return { ...(plain(members, form) as object), ResponseMetadata: { HTTPStatusCode: status } };
  } catch (error) {
    const { Error: said, $metadata } = error as Failure;
    const status = { ResponseMetadata: { HTTPStatusCode: $metadata?.httpStatusCode ?? 0 } };
    if (said !== undefined) return { Error: { ...said }, ...status };
    if (!(error instanceof Error) || $metadata?.httpStatusCode === undefined) throw error;
    return error.name === notDone ? undefined : { ...jsonError(error), ...status };
  }
}

/** A part of an answer, written down by itself. */
export function partOf(part: unknown, form: AnswerForm): Json {
  return plain(part, form);
}

/** As boto3 shows an error of a JSON protocol: one that the service's model has carries its message a second time. */
function jsonError(error: Error): { readonly [key: string]: Json } {
  const Message = error.message === noMessage ? '' : error.message;
  // The SDK makes an error that the model has not an instance of the service's common class.
  const isModelled = error.constructor.name === error.name;
  return { Error: { Code: error.name, Message }, ...(isModelled && Message !== '' ? { message: Message } : {}) };
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
