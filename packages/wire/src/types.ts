/** A request and an answer as the wire has them, before and after any meaning. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** A request without its body, as `node:http` read it. */
export interface WireRequest {
  /** `POST` */
  readonly method: string;
  /** Path as sent, not decoded: `/my%20bucket/key`. */
  readonly path: string;
  /** Query as sent, without the question mark; empty where there is none. */
  readonly query: string;
  /** Names in lower case, as node:http gives them. */
  readonly headers: IncomingHttpHeaders;
  /** Name, value, name, value…: as sent, duplicates included. */
  readonly rawHeaders: readonly string[];
}

/** An answer as it goes out. A stream is sent as it comes. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

/** The protocols of AWS's services, as Smithy names them. */
export type ProtocolName =
  | 'awsQuery'
  | 'ec2Query'
  | 'awsJson1_0'
  | 'awsJson1_1'
  | 'restJson1'
  | 'restXml'
  | 'rpcv2Cbor';

/** How an answer is written: as its protocol has it, or as a client asked that can have it otherwise. See `answerFormOf`. */
export type AnswerForm = 'own' | 'json';

/** An error on its way out: what every protocol needs to say it in its own shape. */
export interface WireError {
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: 'client' | 'server';
  readonly message: string;
  readonly members?: Readonly<Record<string, unknown>>;
  /** Further headers of the answer, in lower case. Their values are of the service's making, not of the client's. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * What a request says, in AWS's own words. Values are those of the SDK's types: times are `Date`, blobs `Uint8Array`, a streaming blob
 * what came as the body.
 */
export type Decoded =
  | {
      readonly ok: true;
      readonly input: Readonly<Record<string, unknown>>;
      /** Paths of members that the model does not know, at most `ignoredMembersMax`: AWS ignores them too. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly error: WireError };
