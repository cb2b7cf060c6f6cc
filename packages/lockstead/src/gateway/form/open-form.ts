/**
 * A form that a browser posts to a bucket, as its other steps see it: an upload with the form's fields as its headers and the form's file as its
 * body. Its signature stands in its fields, so they are read before anything else; they are few, and the file waits.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
import { pipeline, type Writable } from 'node:stream';
import {
  addressOf,
  BodyError,
  boundaryOf,
  type ClaimOutcome,
  FormReader,
  invalidField,
  type PostedUpload,
  type PostFields,
  PostLength,
  parsePostClaim,
  parsePostPolicy,
  type ServiceEntry,
  type SignatureError,
  uploadOfForm,
  type WireRequest,
} from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';
import type { Transport } from '#service/request-context';
import type { ServiceRegistry } from '../gateway.ts';
import { streamTooLarge } from '../http/body-errors.ts';
import type { Incoming } from '../incoming.ts';
import { type RefusingService, refuse } from '../refuse.ts';
import type { PostedForm } from './posted-form.ts';

/** Whether it is for a bucket itself, where S3 takes forms by POST. */
export function isPostToBucket(services: ServiceRegistry, request: WireRequest, entry: ServiceEntry): boolean {
  if (entry.id !== 's3' || !services.has('s3') || request.method !== 'POST' || request.query !== '') return false;
  const { bucket, path } = addressOf(request);
  return bucket !== undefined && path === '/';
}

const noForm: SignatureError = {
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
  members: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
};

const lengthNotSaid: SignatureError = {
  code: 'MissingContentLength',
  message: 'You must provide the Content-Length HTTP header.',
};

const twoSignatures: SignatureError = {
  code: 'InvalidArgument',
  message: 'Only one auth mechanism allowed; a form is signed by its fields alone.',
  members: { ArgumentName: 'Authorization' },
};

/** With `--strict`; otherwise the answer names it in a header. */
export function unknownField(name: string): SignatureError {
  return invalidField('S3 takes no such field in a form, and Lockstead was started with --strict.', name, '');
}

/** More than this around the file is refused while it comes. */
const fieldsBytesMax = 64 * 1024;

/** The upload that a form stands for, on its way. */
export class FormIncoming implements Incoming {
  readonly request: WireRequest;
  readonly requestId: RequestId;
  readonly transport: Transport;
  readonly streamBytesMax: number;
  readonly form: PostedForm;
  /** By the form's fields. */
  readonly claimed: ClaimOutcome;
  readonly #outer: Incoming;
  readonly #reader: FormReader;

  constructor(outer: Incoming, upload: PostedUpload & { readonly ok: true }, fields: PostFields, reader: FormReader) {
    const policy = fields.get('policy');
    this.request = upload.request;
    this.requestId = outer.requestId;
    this.transport = { ...outer.transport, isForm: true };
    this.streamBytesMax = outer.streamBytesMax;
    this.claimed = parsePostClaim(fields);
    this.form = { ...upload, fields, policy: policy === undefined ? undefined : parsePostPolicy(policy) };
    this.#outer = outer;
    this.#reader = reader;
  }

  authenticated(principal: string): void {
    this.#outer.authenticated(principal);
  }

  readBody(): Promise<Buffer> {
    throw new TypeError('the file of a form is never read whole');
  }

  /** The file, and it fails where the form around it is broken, or where its length is not what the policy allows. */
  pumpBody(sink: Writable): void {
    const { policy } = this.form;
    const ended = (): void => undefined;
    if (policy?.ok === true) pipeline(this.#reader, new PostLength(policy.policy), sink, ended);
    else pipeline(this.#reader, sink, ended);
  }

  /** No more of it is wanted. */
  letGo(): void {
    this.#reader.destroy();
  }
}

/** Reads the fields. Throws what is to be answered to a form that cannot be one. */
export async function openForm(
  services: ServiceRegistry,
  incoming: Incoming,
  claimed: ClaimOutcome,
  asked: RefusingService,
): Promise<FormIncoming> {
  const { request, streamBytesMax } = incoming;
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined) throw refuse(asked, noForm);
  if (claimed.kind !== 'none') throw refuse(asked, twoSignatures);
  const announced = request.headers['content-length'];
  if (announced === undefined) throw refuse(asked, lengthNotSaid);
  if (Number(announced) > streamBytesMax + fieldsBytesMax) throw streamTooLarge(streamBytesMax);
  const model = await services.get('s3')?.loadModel();
  if (model === undefined) throw new TypeError('forms are taken where S3 is served');
  const reader = new FormReader(boundary);
  try {
    incoming.pumpBody(reader);
    const { fields } = await reader.head;
    const upload = uploadOfForm(model, request, fields);
    if (!upload.ok) throw refuse(asked, upload.error);
    return new FormIncoming(incoming, upload, fields, reader);
  } catch (error) {
    reader.destroy();
    throw error instanceof BodyError ? refuse(asked, error.answer) : error;
  }
}
