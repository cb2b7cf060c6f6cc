/** Step 8: what goes back, an output or a refusal, in the protocol's own shape. Nothing internal leaks. */
import {
  type AnswerForm,
  type ClaimOutcome,
  encode,
  encodeError,
  type ServiceEntry,
  type WireResponse,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import type { RequestId } from '#kernel/ids';
import type { Forwarded } from '#service/forward';
import type { PageVerdict } from '#service/origin';
import type { Transport } from '#service/request-context';
import { principalId, type Session } from '#service/session';
import { isStoreFailure } from '#store/unavailable';
import type { Gateway } from './gateway.ts';
import type { RequestOutcome } from './metrics.ts';
import type { Prepared } from './prepared.ts';
import type { Progress } from './progress.ts';
import { streamOf } from './transfer.ts';

export interface Answer {
  readonly response: WireResponse;
  readonly requestId: RequestId;
  readonly service: string;
  readonly operation: string;
  readonly outcome: RequestOutcome;
  readonly code?: string;
  readonly principal?: string;
  /** Of an answer that streams: to be called once, when its last byte has left or nobody is there to take it. */
  readonly sent?: (bytes: number) => void;
}

export function outputAnswer(prepared: Prepared, output: object, form: AnswerForm, sent: Answer['sent']): Answer {
  const { route, context, ignored } = prepared;
  const { modelOfService, model, protocol, entry } = route;
  try {
    const response = encode(modelOfService, model, protocol, output, context.requestId, form);
    return {
      response: withIgnored(streamOf(model, output) === undefined ? response : withoutPowers(response), ignored),
      requestId: context.requestId,
      service: entry.id,
      operation: model.name,
      outcome: 'ok',
      ...principalField(context.session),
      ...(sent === undefined ? {} : { sent }),
    };
  } catch (error) {
    streamOf(model, output)?.destroy();
    throw error;
  }
}

/** Of a backend: as it is, but for the id by which everybody here knows the request. */
export function forwardedAnswer(prepared: Prepared, { response, refused }: Forwarded, sent: Answer['sent']): Answer {
  const { route, context } = prepared;
  const headers = { ...response.headers, 'x-amzn-requestid': context.requestId };
  const outcome = response.status >= 500 ? 'serverError' : response.status >= 400 ? 'clientError' : 'ok';
  return {
    response: { ...response, headers },
    requestId: context.requestId,
    service: route.entry.id,
    operation: route.model.name,
    outcome,
    ...(refused === undefined ? {} : { code: refused.code }),
    ...principalField(context.session),
    ...(sent === undefined ? {} : { sent }),
  };
}

/** What a service tells a browser that asks before it sends: nobody has signed, and nothing is carried out. */
export function pageAnswer(
  { requestId }: { readonly requestId: RequestId },
  { status, headers, body }: Extract<PageVerdict, { kind: 'answered' }>,
  entry: ServiceEntry | undefined,
): Answer {
  const response = { status, headers: { ...headers, 'x-amzn-requestid': requestId }, body };
  return { response, requestId, service: entry?.id ?? '', operation: '', outcome: status < 400 ? 'ok' : 'clientError' };
}

export interface Refused {
  readonly claimed: ClaimOutcome;
  readonly transport: Transport;
}

export function refusal(
  { log, securityLog, storeFailed }: Pick<Gateway, 'log' | 'securityLog' | 'storeFailed'>,
  error: unknown,
  progress: Progress,
  { claimed, transport }: Refused,
): Answer {
  const { requestId, entry, protocol, form, route, session } = progress;
  const said = error instanceof AwsError ? error : unexpected(error);
  if (!(error instanceof AwsError)) {
    const isStores = isStoreFailure(error);
    if (isStores) storeFailed?.(error);
    const what = isStores ? 'the store cannot be reached, and a request failed' : 'a request failed inside Lockstead';
    log.error(what, { requestId, error: error instanceof Error ? error.stack : String(error) });
  }
  // Routed and not authenticated: it failed in between.
  if (route !== undefined && session === undefined && said.fault === 'client') {
    const [service, operation] = [route.entry.id, route.model.name];
    securityLog.refused({ requestId, transport, service, operation, claimed, code: said.code });
  }
  return {
    response: withIgnored(encodeError(protocol, entry, said, requestId, form), progress.ignored ?? []),
    requestId,
    service: entry?.id ?? '',
    operation: route?.model.name ?? '',
    outcome: outcomeOf(said, progress, claimed),
    code: said.code,
    ...(session === undefined ? {} : principalField(session)),
  };
}

function outcomeOf(said: AwsError, { route, session }: Progress, claimed: ClaimOutcome): RequestOutcome {
  if (said.httpStatus >= 500) return 'serverError';
  if (session !== undefined && said.code.startsWith('AccessDenied')) return 'denied';
  const isUnauthenticated = route !== undefined && session === undefined && claimed.kind !== 'malformed';
  return isUnauthenticated ? 'unauthenticated' : 'clientError';
}

/** AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
function unexpected(error: unknown): AwsError {
  // SDKs try again later: nothing was done, or what was done is whole.
  return isStoreFailure(error)
    ? new AwsError(
        { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
        'The request has failed due to a temporary failure of the server.',
      )
    : new AwsError(
        { code: 'InternalFailure', httpStatus: 500, fault: 'server' },
        'The request processing has failed because of an unknown error, exception or failure.',
      );
}

/**
 * Whoever may write an object chooses what it is, a page with a script too, and a browser would run that as a page of this server. In a sandbox a page
 * has no origin: what it asks of this server is refused like what any other page asks. Clients that are no browsers do not look at it.
 */
function withoutPowers(response: WireResponse): WireResponse {
  const headers = { ...response.headers, 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' };
  return { ...response, headers };
}

const ignoredHeaderLengthMax = 1024;

/** The names are the client's own, and may hold anything. */
function ignoredHeader(names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    const next = name.slice(0, ignoredHeaderLengthMax).replace(/[^\w.:/[\]-]/g, '?');
    if (text.length + next.length + 1 > ignoredHeaderLengthMax) return `${text},...`;
    text = text === '' ? next : `${text},${next}`;
  }
  return text;
}

/** A refusal tells it too: the member that nobody knows may be why. */
function withIgnored(response: WireResponse, ignored: readonly string[]): WireResponse {
  if (ignored.length === 0) return response;
  return { ...response, headers: { ...response.headers, 'x-lockstead-ignored': ignoredHeader(ignored) } };
}

/** The ARN, or the name of a service; nothing of nobody, and of who comes with a token the provider, the audience and the subject. */
export function principalName({ principal }: Session): string | undefined {
  if (principal.kind === 'anonymous') return undefined;
  if (principal.kind === 'federated') return principalId(principal);
  return principal.kind === 'service' ? principal.service : principal.arn;
}

function principalField(session: Session): { principal?: string } {
  const principal = principalName(session);
  return principal === undefined ? {} : { principal };
}
