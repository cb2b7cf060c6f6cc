/** What a backend's refusal says, for the event: its code and words, from the shapes of AWS's protocols. Linear in the body. */
import type { BackendAnswer } from './exchange.ts';
import { refusalLengthMax } from './limits.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** An error's document is short; what stands behind this is not looked at. */
const documentBytesMax = 64 * 1024;

/** Undefined where the backend did what was asked. */
export function refusalOf({ status, headers, body }: BackendAnswer): Refusal | undefined {
  if (status < 400) return undefined;
  const text = Buffer.isBuffer(body) ? body.subarray(0, documentBytesMax).toString('utf8') : '';
  const said = text.trimStart().startsWith('<') ? ofXml(text) : ofJson(text);
  const code = said.code ?? codeOf(headers['x-amzn-errortype'] ?? headers['x-amzn-query-error']) ?? `HTTP${status}`;
  return { code: code.slice(0, 128), message: (said.message ?? '').slice(0, refusalLengthMax) };
}

type Said = Partial<Refusal>;

function ofJson(text: string): Said {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof document !== 'object' || document === null) return {};
  const members = document as Readonly<Record<string, unknown>>;
  const code = codeOf(members['__type'] ?? members['code'] ?? members['Code']);
  const message = members['message'] ?? members['Message'];
  return {
    ...(code === undefined ? {} : { code }),
    ...(typeof message === 'string' ? { message } : {}),
  };
}

/** `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`, `ResourceNotFoundException:http://…`, `AWS.SimpleQueueService.X;Sender` */
function codeOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [bare = ''] = value.slice(value.lastIndexOf('#') + 1).split(/[:;]/, 1);
  return bare === '' ? undefined : bare;
}

function ofXml(text: string): Said {
  const code = elementOf(text, 'Code');
  const message = elementOf(text, 'Message');
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) };
}

/** The text of the first element of that name. */
function elementOf(text: string, name: string): string | undefined {
  const start = text.indexOf(`<${name}>`);
  if (start < 0) return undefined;
  const end = text.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : unescaped(text.slice(start + name.length + 2, end));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => entities[name] ?? whole);
}
