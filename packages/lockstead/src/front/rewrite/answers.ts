/** Addresses of the backend in its answers, put in words of the front. Only where a service has some, and only in whole answers. */
import type { ProtocolName } from '@lockstead/wire';

/** Takes a URL and answers the one to say instead. */
export type Readdress = (url: string) => string;

/** Members of SQS's answers that are queue URLs. */
const urlMembers: readonly string[] = ['QueueUrl', 'QueueUrls', 'queueUrls'];

/** Of an answer in JSON or XML; undefined where it has no queue's URL, or is no such document. */
export function withQueueUrls(body: Buffer, protocol: ProtocolName, readdress: Readdress): Buffer | undefined {
  return protocol === 'awsQuery' ? inXml(body, readdress) : inJson(body, readdress);
}

function inJson(body: Buffer, readdress: Readdress): Buffer | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  const members = document as Record<string, unknown>;
  let isChanged = false;
  for (const name of urlMembers) {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    if (typeof value === 'string') members[name] = readdress(value);
    else if (Array.isArray(value))
      members[name] = value.map((url: unknown) => (typeof url === 'string' ? readdress(url) : url));
    else continue;
    isChanged = true;
  }
  return isChanged ? Buffer.from(JSON.stringify(members)) : undefined;
}

const open = '<QueueUrl>';
const close = '</QueueUrl>';

function inXml(body: Buffer, readdress: Readdress): Buffer | undefined {
  const text = body.toString('utf8');
  let made = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (end < 0) break;
    made += text.slice(at, start + open.length) + readdress(text.slice(start + open.length, end));
    at = end;
  }
  return at === 0 ? undefined : Buffer.from(made + text.slice(at));
}

/** A `Location` at the backend's own name leads past the front; what leads elsewhere stays as it is. */
export function locationHere(location: string, backend: string, front: string): string {
  for (const scheme of ['http://', 'https://']) {
    const start = `${scheme}${backend}`;
    if (location === start || location.startsWith(`${start}/`)) return front + location.slice(start.length);
  }
  return location;
}
