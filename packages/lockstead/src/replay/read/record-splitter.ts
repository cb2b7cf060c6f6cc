/**
 * Cuts a stream of JSON into the records that it holds, without keeping more than one of them.
 *
 * It knows five forms: `{"Records":[…]}` (as CloudTrail delivers), `{"Events":[…]}` (as lookup-events answers), a list of records, one record,
 * and records one after the other (one a line or not). It looks at brackets and quotes alone: what stands between them is for the parser of each record.
 */
import { recordBytesMax, recordDepthMax } from '../limits.ts';

export interface Cut {
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** What is wrong, and on which line. */
export class BadStream extends Error {
  override readonly name = 'BadStream';
  readonly line: number;

  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
/** The members whose list holds the records. */
const containers: ReadonlySet<string> = new Set(['Records', 'Events']);
/** Longer names of members are none of them. */
const nameBytesMax = 16;

/**
 * Where it is.
 * - `between`: outside of every value.
 * - `object`: in an object at the top, of which it is not known yet whether it is a record or holds records.
 * - `container`: in one that holds records, outside of their list.
 * - `list`: in a list of records, between two of them.
 * - `record`: in a record of a list.
 */
type Where = 'between' | 'object' | 'container' | 'list' | 'record';

export class RecordSplitter {
  readonly #cut: (cut: Cut) => void;
  #where: Where = 'between';
  /** Whether the list stands in a container, or at the top. */
  #inContainer = false;
  #line = 1;
  #depth = 0;
  #stack = new Uint8Array(recordDepthMax + 2);
  #inText = false;
  #escaped = false;
  /** What was read of the record, of earlier chunks. */
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #startLine = 1;
  /** The text at the first level of an object that is being read, as far as it may be a member's name. */
  #name: number[] = [];
  #nameEnded = false;
  #afterColon = false;
  /** In a list, whether a value may come, or a comma must. */
  #wantsValue = true;
  #closable = true;

  /** `cut` is called for each record, in order. */
  constructor(cut: (cut: Cut) => void) {
    this.#cut = cut;
  }

  /** @throws BadStream */
  push(chunk: Buffer): void {
    /** Where the record that is being read begins in this chunk. */
    let start = this.#isKeeping() ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      // Nearly all bytes are those of records in a list, or of text: they have loops of their own.
      if (this.#where === 'record') {
        i = this.#readRecord(chunk, i);
        if (this.#depth === 0) {
          this.#finish(chunk.subarray(start, i + 1));
          start = -1;
        }
        continue;
      }
      if (this.#inText) {
        i = this.#readText(chunk, i);
        continue;
      }
      const code = chunk[i] as number;
      if (code === newline) this.#line++;
      switch (this.#where) {
        case 'between':
          if (isSpace(code) || (i === 0 && code === 0xef) || code === 0xbb || code === 0xbf) continue;
          if (code === openBrace) {
            start = i;
            this.#begin('object');
          } else if (code === openBracket) {
            this.#openList(false);
          } else throw this.#bad('here stands no JSON object');
          break;
        case 'list':
          if (isSpace(code)) continue;
          if (code === comma && !this.#wantsValue) {
            this.#wantsValue = true;
            this.#closable = false;
          } else if (code === openBrace && this.#wantsValue) {
            start = i;
            this.#begin('record');
          } else if (code === closeBracket && (this.#closable || !this.#wantsValue)) {
            this.#endList();
          } else throw this.#bad('in the list of records stands something that is not an object');
          break;
        default:
          if (code === quote) {
            this.#inText = true;
            this.#name.length = 0;
            this.#nameEnded = false;
          } else if (code === openBrace || code === openBracket) {
            if (code === openBracket && this.#holdsRecords()) {
              this.#forget();
              start = -1;
              this.#openList(true);
            } else this.#open(code);
          } else if (code === closeBrace || code === closeBracket) {
            if (this.#close(code) > 0) break;
            if (this.#where === 'container') this.#where = 'between';
            else {
              this.#finish(chunk.subarray(start, i + 1));
              start = -1;
            }
          } else if (this.#depth === 1 && !isSpace(code)) {
            if (code === colon) this.#afterColon = true;
            else if (code === comma) {
              this.#afterColon = false;
              this.#nameEnded = false;
            }
          }
      }
      if (start >= 0 && this.#keptBytes + i - start > recordBytesMax) throw this.#tooLong();
    }
    if (start >= 0) {
      const rest = chunk.subarray(start);
      if (this.#keptBytes + rest.length > recordBytesMax) throw this.#tooLong();
      // A copy: the stream may use its memory again.
      this.#kept.push(Buffer.from(rest));
      this.#keptBytes += rest.length;
    }
  }

  /** @throws BadStream where the last value has no end. */
  end(): void {
    if (this.#where !== 'between') throw this.#bad('the file ends in the middle of a record or list');
  }

  #isKeeping(): boolean {
    return this.#where === 'object' || this.#where === 'record';
  }

  /** The place of the bracket that ends the record, or of the chunk's end: then the depth is not 0. */
  #readRecord(chunk: Buffer, from: number): number {
    let inText = this.#inText;
    let escaped = this.#escaped;
    let i = from;
    for (; i < chunk.length; i++) {
      const code = chunk[i] as number;
      if (inText) {
        if (escaped) escaped = false;
        else if (code === quote) inText = false;
        else if (code === backslash) escaped = true;
        else if (code === newline) this.#line++;
      } else if (code === quote) inText = true;
      else if (code === newline) this.#line++;
      else if (code === openBrace || code === openBracket) this.#open(code);
      else if ((code === closeBrace || code === closeBracket) && this.#close(code) === 0) break;
    }
    this.#inText = inText;
    this.#escaped = escaped;
    return i;
  }

  /** The place in the chunk up to which text was read. */
  #readText(chunk: Buffer, from: number): number {
    const named = this.#depth === 1 && this.#where !== 'record' && !this.#afterColon;
    let escaped = this.#escaped;
    for (let i = from; i < chunk.length; i++) {
      const code = chunk[i] as number;
      if (escaped) escaped = false;
      else if (code === backslash) escaped = true;
      else if (code === quote) {
        this.#inText = false;
        this.#nameEnded = true;
        this.#escaped = false;
        return i;
      }
      if (named && this.#name.length <= nameBytesMax) this.#name.push(code);
    }
    this.#escaped = escaped;
    return chunk.length;
  }

  #begin(where: 'object' | 'record'): void {
    this.#where = where;
    this.#startLine = this.#line;
    this.#depth = 0;
    this.#afterColon = false;
    this.#nameEnded = false;
    this.#wantsValue = false;
    this.#open(openBrace);
  }

  #openList(inContainer: boolean): void {
    this.#inContainer = inContainer;
    this.#where = 'list';
    this.#wantsValue = true;
    this.#closable = true;
  }

  #endList(): void {
    this.#where = this.#inContainer ? 'container' : 'between';
    this.#depth = 1;
    this.#stack[0] = openBrace;
    this.#afterColon = false;
    this.#nameEnded = false;
  }

  /** Whether the list that begins here is that of a container. */
  #holdsRecords(): boolean {
    if (this.#depth !== 1 || !this.#afterColon || !this.#nameEnded) return false;
    if (this.#where !== 'object' && this.#where !== 'container') return false;
    return containers.has(Buffer.from(this.#name).toString('latin1'));
  }

  #open(code: number): void {
    if (this.#depth > recordDepthMax) throw this.#bad(`it is nested more than ${recordDepthMax} levels deep`);
    this.#stack[this.#depth++] = code;
  }

  /** How deep it then is. */
  #close(code: number): number {
    const opened = this.#stack[this.#depth - 1];
    if ((code === closeBrace) !== (opened === openBrace)) throw this.#bad('a bracket closes what it did not open');
    return --this.#depth;
  }

  #finish(last: Buffer): void {
    const whole = this.#kept.length === 0 ? last : Buffer.concat([...this.#kept, last]);
    if (whole.length > recordBytesMax) throw this.#tooLong();
    this.#forget();
    this.#where = this.#where === 'record' ? 'list' : 'between';
    this.#cut({ text: whole.toString('utf8'), line: this.#startLine });
  }

  #forget(): void {
    this.#kept = [];
    this.#keptBytes = 0;
  }

  #bad(reason: string): BadStream {
    return new BadStream(reason, this.#line);
  }

  #tooLong(): BadStream {
    return new BadStream(`a record is longer than ${recordBytesMax} bytes`, this.#startLine);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === newline || code === 0x0d || code === 0x09;
}
