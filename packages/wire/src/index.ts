/** AWS on the wire, server side: what a request means, and how an answer is said. */
export { answerFormOf } from './answer-form.ts';
export { decode } from './decode.ts';
export { encode } from './encode.ts';
export { encodeError } from './encode-error.ts';
export { maskSensitive, sensitiveMask } from './model/sensitive.ts';
export {
  type ErrorModel,
  type HttpBinding,
  hasModel,
  loadModel,
  modelOfSchemas,
  type OperationModel,
  type ServiceModel,
} from './model/service-model.ts';
export { type FoundService, findServiceOfRequest, formVersionOf, speaksForms } from './model/service-of-request.ts';
export {
  findService,
  type ServiceEntry,
  serviceByEndpoint,
  serviceById,
  serviceByTarget,
  serviceTable,
} from './model/service-table.ts';
export type { Member, Shape, StructShape } from './model/shape.ts';
export { eventStreamOutput, hasEventStreamInput, streamingInput, streamingOutput } from './model/streaming.ts';
export { boundaryOf } from './post/form-data-parser.ts';
export { type FormHead, FormReader } from './post/form-reader.ts';
export { encodePostAnswer } from './post/post-answer.ts';
export { invalidField, missingField } from './post/post-errors.ts';
export type { PostFields } from './post/post-fields.ts';
export { PostLength } from './post/post-length.ts';
export { type PostPolicy, type PostPolicyOutcome, parsePostPolicy } from './post/post-policy.ts';
export {
  checkPostLength,
  checkPostPolicy,
  parsePostClaim,
  verifyPost,
} from './post/post-signature.ts';
export { type PostedUpload, uploadOfForm } from './post/post-upload.ts';
export { generateProbes } from './probes/generate-probes.ts';
export type { Expectation, Probe } from './probes/probe.ts';
export { type ProbeRequest, requestOfProbe } from './probes/probe-request.ts';
export {
  type DecodedMessage,
  decodeEventMessage,
  type EventHeader,
  type EventMessage,
  encodeEventMessage,
} from './protocols/event-stream/message.ts';
export { type Addressed, addressOf } from './protocols/http/bucket.ts';
export type { Form } from './protocols/query/form.ts';
export { type Resolution, resolveOperation } from './resolve-operation.ts';
export { BodyError } from './sigv4/body-error.ts';
export { type BodyReaderOptions, type BodyReaderOutcome, bodyReader } from './sigv4/body-reader.ts';
export { checkSkew } from './sigv4/check-skew.ts';
export {
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithms,
  checksumHeader,
  checksumOfHeader,
  newChecksum,
  parseChecksum,
} from './sigv4/checksum.ts';
export { type JoinableChecksum, joinChecksums } from './sigv4/crc-combine.ts';
export { parseClaim } from './sigv4/parse-claim.ts';
export { checkPayload } from './sigv4/payload-expectation.ts';
export {
  type ClaimOutcome,
  isS3Family,
  type PayloadExpectation,
  type SignatureAlgorithm,
  type SignatureClaim,
} from './sigv4/signature-claim.ts';
export {
  expiredToken,
  incompleteSignature,
  invalidClientTokenId,
  missingAuthenticationToken,
  type SignatureDialect,
  type SignatureError,
  type SignatureErrorCode,
  type SpokenSignatureError,
  signatureDoesNotMatch,
  speakSignatureError,
} from './sigv4/signature-error.ts';
export { signatureMismatch, signatureMismatchMessage } from './sigv4/signature-mismatch.ts';
export { type SigningKey, SigningKeyCache } from './sigv4/signing-key-cache.ts';
export { regionSetIncludes } from './sigv4/sigv4a.ts';
export { type VerifyOptions, type VerifyOutcome, verify } from './sigv4/verify.ts';
export type { AnswerForm, Decoded, ProtocolName, WireError, WireRequest, WireResponse } from './types.ts';
export { validate } from './validate/validate.ts';
