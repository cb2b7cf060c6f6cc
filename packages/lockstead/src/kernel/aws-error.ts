import type { ServiceReason } from './service-reason.ts';

/**
 * What AWS answers when it says no: a stable code, a status, AWS's own sentence. Each service's errors.ts extends this, one class a wire error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export interface AwsErrorShape {
  /** As it stands on the wire: `NoSuchEntity`, `AccessDenied`. */
  readonly code: string;
  readonly httpStatus: number;
  /** Whose mistake: `client` is `Sender` in XML, `server` is `Receiver`. */
  readonly fault: 'client' | 'server';
  /** Members of the error's shape beside the message. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Headers of the answer, in lower case, where AWS sends more than the error itself: S3 tells a delete marker so. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The message for the event, where AWS tells the caller more than it records. */
  readonly recordedMessage?: string;
  /** Where it is a setting of the service that refuses, and no policy. */
  readonly refusal?: ServiceRefusal;
}

/** What the service itself refused, and why. */
export interface ServiceRefusal {
  /** As a policy would name it: `s3:PutBucketPolicy`. */
  readonly action: string;
  readonly resource: string;
  readonly reasons: readonly ServiceReason[];
}

export class AwsError extends Error implements AwsErrorShape {
  override readonly name: string = 'AwsError';
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: 'client' | 'server';
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly recordedMessage?: string;
  readonly refusal?: ServiceRefusal;

  constructor(shape: AwsErrorShape, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = shape.code;
    this.httpStatus = shape.httpStatus;
    this.fault = shape.fault;
    this.members = shape.members ?? {};
    if (shape.headers !== undefined) this.headers = shape.headers;
    if (shape.refusal !== undefined) this.refusal = shape.refusal;
    if (shape.recordedMessage !== undefined) this.recordedMessage = shape.recordedMessage;
  }
}
