/** What a probe's answer must be. A complaint says what is wrong with it; there is none where the answer is right. */
import type { Probe, ServiceModel } from '@lockstead/wire';
import type { Reply } from './send.ts';

/** Said of requests that do not even become an input, such as text where a number belongs. */
const unreadable: ReadonlySet<string> = new Set(['SerializationException', 'MalformedInput', 'MalformedXML']);

export function complaintOf(model: ServiceModel, probe: Probe, reply: Reply, strict: boolean): string | undefined {
  const { status } = reply;
  if (requestIdOf(reply) === undefined) return 'has no request id';
  if (status >= 200 && status < 300)
    return probe.expect === 'invalid' || strict ? 'is let through' : ignoredComplaint(probe, reply);
  // An answer to HEAD has no body, so its status is all that it says.
  if (model.operations.get(probe.operation)?.http?.method === 'HEAD' && status >= 400 && status < 500) return undefined;
  const failure = failureOf(reply);
  if (failure === undefined) return `answers ${status} without a code`;
  if (failure.message === notWrittenSentence(model, probe)) return 'is listed as done and is not written yet';
  // What an operation does not do yet it says by this code, and nothing else is of the server's making.
  if (status >= 500 && failure.code !== 'NotImplemented') return `answers ${status} ${failure.code}`;
  const said = `${failure.code}: ${failure.message.slice(0, 200)}`;
  if (probe.expect === 'invalid' || strict) return isRefusal(model, probe, failure) ? undefined : `answers ${said}`;
  if (isAboutMember(model, probe, failure)) return `is refused: ${said}`;
  return ignoredComplaint(probe, reply);
}

/** What a stub of `npm run new` answers, whole: an operation that is done names a parameter beside itself where it does not do that. */
function notWrittenSentence({ entry }: ServiceModel, { operation }: Probe): string {
  return `Lockstead does not implement ${entry.id}:${operation}`;
}

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** The message must name the very place, as AWS writes it. */
function isRefusal(model: ServiceModel, probe: Probe, { code, message }: Failure): boolean {
  const { expect, member = '', path = '' } = probe;
  if (unreadable.has(code)) return true;
  // S3 has no words of a framework: each of its codes is a refusal of its own, but what is asked in vain of a bucket that is not there.
  if (model.entry.id === 's3') return code !== 'NoSuchBucket';
  if (code === model.entry.validationCode)
    return expect === 'ignored' ? message.includes(member) : namesPlace(message, path);
  // Some operations have an error of their own for it, which names the member in its own words: InvalidMaxResultsException.
  const isOwn = code.startsWith('Invalid') && model.errors.has(code);
  return isOwn && message.toLowerCase().includes(member.toLowerCase());
}

/** In the words of AWS's framework, in EC2's, or in IAM's of names and paths. */
function namesPlace(message: string, path: string): boolean {
  return [
    ` at '${path}' failed`,
    `for parameter ${path} is invalid.`,
    `must contain the parameter ${path}`,
    `The specified value for ${path} is invalid.`,
  ].some((part) => message.includes(part));
}

/** In the sentences in which violations of the model are told; what an operation says of a value's meaning is its own. */
function isAboutMember(model: ServiceModel, { path }: Probe, { code, message }: Failure): boolean {
  if (model.entry.id === 's3') return false;
  if (unreadable.has(code)) return true;
  if (code !== model.entry.validationCode) return false;
  if (path === undefined) return / validation errors? detected: /.test(message);
  // A list's or map's own sentence is about what stands in it too.
  return (
    message.includes(` at '${path}'`) ||
    message.includes(` at '${path}.`) ||
    message.includes(`parameter ${path} is invalid`) ||
    message.includes(`specified value for ${path} is invalid`)
  );
}

function ignoredComplaint({ expect, member = '' }: Probe, { headers }: Reply): string | undefined {
  const ignored = headers['x-lockstead-ignored'];
  if (expect !== 'ignored') return ignored === undefined ? undefined : `ignores ${ignored}`;
  // Forms name the whole parameter, the others the member alone.
  return String(ignored).split('.').at(-1) === member ? undefined : `does not say that ${member} was ignored`;
}

function requestIdOf({ headers }: Reply): string | string[] | undefined {
  return headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
}

/** `undefined` for what is not an error in any protocol's form. */
export function failureOf({ headers, text }: Reply): Failure | undefined {
  const type = String(headers['content-type'] ?? '');
  if (type.includes('xml')) {
    const code = elementOf(text, 'Code');
    return code === undefined ? undefined : { code, message: elementOf(text, 'Message') ?? '' };
  }
  if (!type.includes('json')) return undefined;
  const said = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const code = String(headers['x-amzn-errortype'] ?? said['__type'] ?? '');
  const bare = (code.split('#').at(-1) ?? '').split(':')[0] ?? '';
  return bare === '' ? undefined : { code: bare, message: String(said['message'] ?? said['Message'] ?? '') };
}

function elementOf(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`);
  const end = xml.indexOf(`</${name}>`, start);
  if (start < 0 || end < 0) return undefined;
  return plain(xml.slice(start + name.length + 2, end));
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(xml: string): string {
  return xml.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
