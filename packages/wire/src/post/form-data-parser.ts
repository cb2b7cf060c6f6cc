/**
 * multipart/form-data as it comes: small fields, then one file, which is handed on in pieces. It is read strictly, in linear time, and holds
 * no more than the fields' limit.
 * RFC 2046: https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
 */
import { BodyError } from '../sigv4/body-error.ts';
import { postFieldsBytesMax } from '../sigv4/limits.ts';
import { readPartHead } from './part-head.ts';
import { malformedPost, postFieldsTooLong, wrongNumberOfFiles } from './post-errors.ts';

/** What the parser tells, in the order of the form. */
export interface FormDataSink {
  field(name: string, value: Buffer): void;
  /** Its bytes follow. `filename` is absent where the file came as text. */
  file(filename: string | undefined): void;
  fileData(bytes: Buffer): void;
  fileEnd(): void;
}

type State =
  /** The first boundary is to come. */
  | 'start'
  /** Behind a boundary: a part, or the end. */
  | 'boundary'
  | 'head'
  | 'field'
  | 'file'
  /** A part behind the file, which counts for nothing. */
  | 'later'
  | 'end';

const boundaryForm = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;
const lineEnd: Buffer = Buffer.from('\r\n');
const headEnd: Buffer = Buffer.from('\r\n\r\n');
const fileField = 'file';

/** Of `multipart/form-data; boundary=…`; undefined where it is no such type. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (contentType === undefined || contentType.length > 512) return undefined;
  const form = /^multipart\/form-data[ \t]*;(?:[^;"]*;)*[ \t]*boundary=(?:"([^"]*)"|([^\s";,]*))[ \t]*(?:;.*)?$/i;
  const [, quoted, plain = ''] = form.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  return boundaryForm.test(boundary) ? boundary : undefined;
}

export class FormDataParser {
  readonly #sink: FormDataSink;
  /** `\r\n--boundary` */
  readonly #delimiter: Buffer;
  #state: State = 'start';
  /** The first delimiter stands at the beginning, where there is no line before it. */
  #pending: Buffer = lineEnd;
  #name = '';
  #value: Buffer[] = [];
  /** Bytes of all that is no file. */
  #counted = -lineEnd.length;
  #files = 0;

  constructor(boundary: string, sink: FormDataSink) {
    this.#sink = sink;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  push(bytes: Buffer): void {
    let rest = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const left = this.#step(rest);
      if (left === undefined) break;
      rest = left;
    }
  }

  /** Throws where the form is not whole. */
  end(): void {
    if (this.#state !== 'end') throw new BodyError(malformedPost);
    if (this.#files === 0) throw new BodyError(wrongNumberOfFiles(0));
  }

  /** What is left to be read; undefined where more has to come. */
  #step(rest: Buffer): Buffer | undefined {
    switch (this.#state) {
      case 'start':
        return this.#start(rest);
      case 'boundary':
        return this.#behindBoundary(rest);
      case 'head':
        return this.#head(rest);
      case 'end':
        this.#count(rest.length);
        return this.#wait(rest.subarray(rest.length));
      default:
        return this.#body(rest);
    }
  }

  #start(rest: Buffer): Buffer | undefined {
    const here = rest.subarray(0, this.#delimiter.length);
    if (!this.#delimiter.subarray(0, here.length).equals(here)) throw new BodyError(malformedPost);
    if (here.length < this.#delimiter.length) return this.#wait(rest);
    return this.#enter('boundary', rest, this.#delimiter.length);
  }

  #behindBoundary(rest: Buffer): Buffer | undefined {
    if (rest.length < 2) return this.#wait(rest);
    const two = rest.toString('latin1', 0, 2);
    if (two === '--') return this.#enter('end', rest, 2);
    if (two !== '\r\n') throw new BodyError(malformedPost);
    return this.#enter('head', rest, 2);
  }

  #head(rest: Buffer): Buffer | undefined {
    const end = rest.indexOf(headEnd);
    if (end < 0) {
      this.#checkCount(rest.length);
      return this.#wait(rest);
    }
    const head = readPartHead(rest.subarray(0, end));
    if (head === undefined) throw new BodyError(malformedPost);
    const isFile = head.name.toLowerCase() === fileField;
    const next = isFile ? 'file' : this.#files === 0 ? 'field' : 'later';
    const left = this.#enter(next, rest, end + headEnd.length);
    if (isFile) {
      this.#files += 1;
      if (this.#files > 1) throw new BodyError(wrongNumberOfFiles(this.#files));
      this.#sink.file(head.filename);
    }
    this.#name = head.name;
    return left;
  }

  #body(rest: Buffer): Buffer | undefined {
    const end = rest.indexOf(this.#delimiter);
    const isOver = end >= 0;
    const upTo = isOver ? end : this.#safeLength(rest);
    if (upTo > 0) this.#take(rest.subarray(0, upTo));
    if (this.#state !== 'file') this.#count(upTo);
    if (!isOver) {
      if (this.#state !== 'file') this.#checkCount(rest.length - upTo);
      return this.#wait(rest.subarray(upTo));
    }
    if (this.#state === 'field') {
      this.#sink.field(this.#name, Buffer.concat(this.#value));
      this.#value = [];
    }
    if (this.#state === 'file') this.#sink.fileEnd();
    return this.#enter('boundary', rest.subarray(upTo), this.#delimiter.length);
  }

  /** How much of it is certainly no beginning of a delimiter. */
  #safeLength(rest: Buffer): number {
    const from = Math.max(0, rest.length - this.#delimiter.length + 1);
    for (let at = rest.indexOf(13, from); at >= 0; at = rest.indexOf(13, at + 1)) {
      if (this.#delimiter.subarray(0, rest.length - at).equals(rest.subarray(at))) return at;
    }
    return rest.length;
  }

  #take(bytes: Buffer): void {
    if (this.#state === 'file') this.#sink.fileData(bytes);
    else if (this.#state === 'field') this.#value.push(Buffer.from(bytes));
  }

  #enter(state: State, rest: Buffer, consumed: number): Buffer {
    this.#count(consumed);
    this.#state = state;
    return rest.subarray(consumed);
  }

  #wait(rest: Buffer): undefined {
    // A copy, so that a few bytes do not keep the packet that they came in.
    this.#pending = Buffer.from(rest);
  }

  #count(bytes: number): void {
    this.#counted += bytes;
    this.#checkCount(0);
  }

  #checkCount(more: number): void {
    if (this.#counted + more > postFieldsBytesMax) throw new BodyError(postFieldsTooLong);
  }
}
