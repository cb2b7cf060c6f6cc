/** How decoding stops. Thrown inside the codecs only; `decode` turns it into an answer. */
import { depthMax, ignoredMembersMax } from '../limits.ts';
import type { WireError } from '../types.ts';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly error: WireError;

  constructor(error: WireError) {
    super(error.message);
    this.error = error;
  }
}

/** A JSON or CBOR body that is no request. The message is that of AWS's own deserialiser, empty where that says nothing. */
export function serialization(message = ''): Fault {
  return new Fault({ code: 'SerializationException', httpStatus: 400, fault: 'client', message });
}

/** A form whose parameters do not make the structure asked for. */
export function malformedInput(message: string): Fault {
  return new Fault({ code: 'MalformedInput', httpStatus: 400, fault: 'client', message });
}

/** A form that is none. AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
export function malformedQueryString(message = 'The query string contains a syntax error.'): Fault {
  return new Fault({ code: 'MalformedQueryString', httpStatus: 404, fault: 'client', message });
}

export function tooLarge(bytesMax: number): Fault {
  return new Fault({
    code: 'RequestEntityTooLargeException',
    httpStatus: 413,
    fault: 'client',
    message: `Request body must have length less than or equal to ${bytesMax}`,
  });
}

/** One decoding: how deep it is, and what it passed over. */
export class Decoding {
  readonly ignored: string[] = [];
  /** Where the request is a form that has been parsed already, to find its action. */
  readonly form: ReadonlyMap<string, string> | undefined;
  #depth = 0;
  readonly #tooDeep: () => Fault;

  constructor(tooDeep: () => Fault, form?: ReadonlyMap<string, string>) {
    this.#tooDeep = tooDeep;
    this.form = form;
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > depthMax) throw this.#tooDeep();
  }

  leave(): void {
    this.#depth -= 1;
  }

  ignore(name: string): void {
    if (this.ignored.length < ignoredMembersMax) this.ignored.push(name.slice(0, 128));
  }
}
