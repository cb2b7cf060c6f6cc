/**
 * The head of a part of multipart/form-data: which field it is, and the name of its file.
 * RFC 7578: https://www.rfc-editor.org/rfc/rfc7578#section-4.2
 */
import { textOf } from '../protocols/utf8.ts';

export interface PartHead {
  readonly name: string;
  /** Absent where the part has none: it is text. */
  readonly filename?: string;
}

const headerName = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
const control = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const parameter = /;[ \t]*([A-Za-z0-9_-]{1,32}\*?)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s";,]*))[ \t]*/y;

/** `undefined` where it is broken. `bytes`: the lines of the head, without the empty one. */
export function readPartHead(bytes: Uint8Array): PartHead | undefined {
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  let disposition: string | undefined;
  for (const line of text.split('\r\n')) {
    if (control.test(line)) return undefined;
    const [start = '', name = ''] = headerName.exec(line) ?? [];
    const value = line.slice(start.length).trim();
    switch (name.toLowerCase()) {
      case '':
        return undefined;
      case 'content-disposition':
        if (disposition !== undefined) return undefined;
        disposition = value;
        break;
      case 'content-transfer-encoding':
        // An encoding would have to be undone, and forms have had none since RFC 7578.
        if (!/^(?:binary|[78]bit)$/i.test(value)) return undefined;
        break;
      default:
    }
  }
  return disposition === undefined ? undefined : readDisposition(disposition);
}

function readDisposition(text: string): PartHead | undefined {
  const kind = /^form-data[ \t]*/i.exec(text)?.[0];
  if (kind === undefined) return undefined;
  const given = new Map<string, string>();
  parameter.lastIndex = kind.length;
  while (parameter.lastIndex < text.length) {
    const [, name = '', quoted, plain = ''] = parameter.exec(text) ?? [];
    if (name === '' || given.has(name.toLowerCase())) return undefined;
    // A backslash takes a quotation mark's meaning away and is itself everywhere else: old browsers send whole paths of Windows.
    given.set(name.toLowerCase(), quoted?.replaceAll('\\"', '"') ?? plain);
  }
  const name = given.get('name');
  if (name === undefined || name === '') return undefined;
  const filename = given.get('filename') ?? extended(given.get('filename*'));
  return filename === undefined ? { name } : { name, filename };
}

/** `UTF-8''na%C3%AFve`, as some clients send names that are not ASCII. */
function extended(text: string | undefined): string | undefined {
  const encoded = /^utf-8'[A-Za-z-]{0,16}'(.*)$/i.exec(text ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
