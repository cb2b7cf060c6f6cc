/** A body that is not what was promised: how its stream ends, carrying what to answer. */
import type { SignatureError } from './signature-error.ts';

/** The body breaks what its signature promised, found while it streams. `answer` is what the client is told. */
export class BodyError extends Error {
  readonly answer: SignatureError;

  constructor(answer: SignatureError) {
    super(answer.message);
    this.name = 'BodyError';
    this.answer = answer;
  }
}

/** Another number of bytes than was announced. */
export const incompleteBody: SignatureError = {
  code: 'IncompleteBody',
  message: 'You did not provide the number of bytes specified by the Content-Length HTTP header.',
};

/** What S3 answers to any aws-chunked body whose framing does not add up: sizes, line ends, an end too early. */
export const brokenFraming: SignatureError = {
  code: 'IncompleteBody',
  message: 'The request body terminated unexpectedly',
};

export const malformedTrailer: SignatureError = {
  code: 'MalformedTrailerError',
  message: 'The request contained trailing data that was not well-formed or did not conform to our published schema.',
};

export function invalidChunkSize(chunk: number, bytes: number): SignatureError {
  return {
    code: 'InvalidChunkSizeError',
    message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
    members: { Chunk: String(chunk), BadChunkSize: String(bytes) },
  };
}
