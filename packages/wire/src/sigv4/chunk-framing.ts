/**
 * The framing of aws-chunked bodies, taken apart as the bytes come in; what the parts mean is the sink's business.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 *     SIZE[;chunk-signature=HEX] CRLF  bytes CRLF   …   0[;chunk-signature=HEX] CRLF  [name:value CRLF]…  CRLF
 *
 * Memory: the bytes handed over are passed on as they are; only an unfinished line is kept.
 */
import { BodyError, brokenFraming, invalidChunkSize, malformedTrailer } from './body-error.ts';
import { chunkBytesMax, chunkBytesMin, chunkLineBytesMax, trailerBytesMax } from './limits.ts';

export type Trailer = readonly [name: string, value: string];

export interface ChunkSink {
  /** The last chunk has no bytes. */
  chunkStart(bytes: number, signature: string | undefined): void;
  chunkData(bytes: Buffer): void;
  chunkEnd(): void;
  /** After the last chunk; names in lower case, in the order sent. */
  trailers(trailers: readonly Trailer[]): void;
}

const lineFeed = 0x0a;
const sizeLine = /^([0-9A-Fa-f]{1,16})(?:;chunk-signature=([0-9A-Fa-f]{64,144}\**))?$/;
const trailerLine = /^([A-Za-z0-9-]{1,128}):[ \t]*([!-~]*)[ \t]*$/;

type State = 'size' | 'data' | 'afterData' | 'trailers' | 'done';

/** Every method throws a BodyError where the framing is broken, and after that is of no more use. */
export class ChunkFraming {
  readonly #sink: ChunkSink;
  readonly #signed: boolean;
  readonly #trailers: Trailer[] = [];
  #state: State = 'size';
  #line = '';
  #left = 0;
  #chunk = 0;
  #chunkBytes = chunkBytesMin;
  #trailerBytes = 0;

  constructor(sink: ChunkSink, signed: boolean) {
    this.#sink = sink;
    this.#signed = signed;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) at = this.#state === 'data' ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
  }

  /** The body has ended: right only where its framing has. */
  end(): void {
    if (this.#state !== 'done') throw new BodyError(brokenFraming);
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#sink.chunkData(bytes.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) {
      this.#sink.chunkEnd();
      this.#state = 'afterData';
    }
    return end;
  }

  #takeLine(bytes: Buffer, at: number): number {
    if (this.#state === 'done') throw new BodyError(brokenFraming);
    const feed = bytes.indexOf(lineFeed, at);
    const end = feed < 0 ? bytes.length : feed;
    if (this.#line.length + end - at > this.#lineBytesMax()) throw this.#malformed();
    this.#line += bytes.toString('latin1', at, end);
    if (feed < 0) return end;
    if (!this.#line.endsWith('\r')) throw new BodyError(brokenFraming);
    const line = this.#line.slice(0, -1);
    this.#line = '';
    this.#endLine(line);
    return feed + 1;
  }

  #lineBytesMax(): number {
    if (this.#state === 'afterData') return 1;
    return this.#state === 'trailers' ? trailerBytesMax : chunkLineBytesMax;
  }

  #endLine(line: string): void {
    if (this.#state === 'size') this.#startChunk(line);
    else if (this.#state === 'trailers') this.#takeTrailer(line);
    else if (line === '') this.#state = 'size';
    else throw this.#malformed();
  }

  #startChunk(line: string): void {
    const parts = sizeLine.exec(line);
    if (parts === null || (parts[2] !== undefined) !== this.#signed) throw this.#malformed();
    const size = Number.parseInt(parts[1] ?? '', 16);
    if (size > chunkBytesMax) throw this.#malformed();
    if (size > 0 && this.#chunkBytes < chunkBytesMin) {
      throw new BodyError(invalidChunkSize(this.#chunk, this.#chunkBytes));
    }
    this.#chunk++;
    this.#chunkBytes = size;
    this.#left = size;
    this.#sink.chunkStart(size, parts[2]);
    this.#state = size === 0 ? 'trailers' : 'data';
    if (size === 0) this.#sink.chunkEnd();
  }

  #takeTrailer(line: string): void {
    if (line === '') {
      this.#state = 'done';
      this.#sink.trailers(this.#trailers);
      return;
    }
    this.#trailerBytes += line.length;
    const parts = trailerLine.exec(line);
    if (parts === null || this.#trailerBytes > trailerBytesMax) throw this.#malformed();
    this.#trailers.push([(parts[1] ?? '').toLowerCase(), parts[2] ?? '']);
  }

  #malformed(): BodyError {
    return new BodyError(this.#state === 'trailers' ? malformedTrailer : brokenFraming);
  }
}
