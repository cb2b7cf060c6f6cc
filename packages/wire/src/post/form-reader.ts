/** A form on its way in: its fields, once the file begins, and then the file as a stream. */
import { Transform, type TransformCallback } from 'node:stream';
import { textOf } from '../protocols/utf8.ts';
import { BodyError } from '../sigv4/body-error.ts';
import { FormDataParser, type FormDataSink } from './form-data-parser.ts';
import { malformedPost, repeatedField } from './post-errors.ts';
import type { PostFields } from './post-fields.ts';

export interface FormHead {
  /** Those before the file, names in lower case, with the file's name put in where they ask for it. */
  readonly fields: PostFields;
}

/** What a field says where the file's name is to stand. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: this is how AWS writes it.
const filenameVariable = '${filename}';

/**
 * The request's body is written into it, the bytes of the file are read from it. It ends where the whole form was well-formed, and fails with a
 * BodyError otherwise. Fields behind the file are ignored, as AWS ignores them.
 */
export class FormReader extends Transform implements FormDataSink {
  /** Rejects with what broke the stream before the file. */
  readonly head: Promise<FormHead>;
  readonly #parser: FormDataParser;
  readonly #fields = new Map<string, string>();
  #resolve: (head: FormHead) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(boundary: string) {
    super();
    this.#parser = new FormDataParser(boundary, this);
    this.head = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.head.catch(() => undefined);
    this.once('error', (error) => this.#reject(error));
    this.once('close', () => this.#reject(new BodyError(malformedPost)));
  }

  override _transform(bytes: Buffer, _encoding: string, done: TransformCallback): void {
    done(failureOf(() => this.#parser.push(bytes)));
  }

  override _flush(done: TransformCallback): void {
    done(failureOf(() => this.#parser.end()));
  }

  field(given: string, value: Buffer): void {
    const name = given.toLowerCase();
    const text = textOf(value);
    if (text === undefined) throw new BodyError(malformedPost);
    if (this.#fields.has(name)) throw new BodyError(repeatedField(given));
    this.#fields.set(name, text);
  }

  file(filename: string | undefined): void {
    const fields = new Map(this.#fields);
    if (filename !== undefined) {
      // Some browsers send the whole path.
      const name = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
      for (const [field, value] of fields)
        fields.set(
          field,
          value.replaceAll(filenameVariable, () => name),
        );
    }
    this.#resolve({ fields });
  }

  fileData(bytes: Buffer): void {
    this.push(bytes);
  }

  fileEnd(): void {}
}

function failureOf(step: () => void): BodyError | null {
  try {
    step();
    return null;
  } catch (error) {
    if (error instanceof BodyError) return error;
    throw error;
  }
}
