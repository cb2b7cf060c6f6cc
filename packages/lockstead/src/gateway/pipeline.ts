/**
 * The journey of one request, as a list. Each step says what it answers when it stops the request there.
 *
 * 1. listen          no HTTP, too much of it, not meant for here       -> 400, 403, 408, 413, 431 (http/listener.ts, http/body.ts)
 * 2. route           no such service or operation                      -> the service's own error; known but not done -> NotImplemented (receive.ts)
 * 3. authenticate    who signed it                                     -> InvalidClientTokenId, SignatureDoesNotMatch, ExpiredToken and their like (admit.ts)
 *                    and for which Region                              -> InvalidClientTokenId where the account has not enabled it (closed-region.ts)
 * 4. decode          what it says, checked against the model           -> the service's own validation error (decode-input.ts)
 * 5. authorize       whether the signer may                            -> AccessDenied, with the reason (decide/authorize-call.ts)
 * 6. dispatch        carried out                                       -> the operation's own errors (carry-out.ts)
 * 7. record          its CloudTrail event                              with a write, in its transaction (record/recorder.ts)
 * 8. respond         in the protocol's own shape                       (answer.ts, http/respond.ts)
 * 9. publish         what follows the feeds hears of it                (events/bus.ts)
 *
 * A body that streams is not read before step 6, by the operation, and checked while it is: BadDigest, XAmzContentSHA256Mismatch,
 * SignatureDoesNotMatch, IncompleteBody stop it there, with nothing kept. In any step: the store is away -> 503 ServiceUnavailable.
 */
import {
  answerFormOf,
  type ClaimOutcome,
  encodeError,
  parseClaim,
  type ServiceEntry,
  SigningKeyCache,
  type WireResponse,
} from '@lockstead/wire';
import type { Workplace } from '#events/agenda';
import { AwsError } from '#kernel/aws-error';
import type { AccountId, Region, RequestId } from '#kernel/ids';
import type { Invoke } from '#service/call';
import type { Forwarded } from '#service/forward';
import type { Operation } from '#service/operation';
import type { PageVerdict } from '#service/origin';
import type { RequestContext, RequestSignature, Transport } from '#service/request-context';
import type { Session } from '#service/session';
import { admit } from './admit.ts';
import { type Answer, forwardedAnswer, outputAnswer, pageAnswer, principalName, refusal } from './answer.ts';
import type { Authenticator } from './authenticate.ts';
import { CarryingOut } from './carry-out.ts';
import { requireOpenRegion } from './closed-region.ts';
import { decodeInput } from './decode-input.ts';
import { formAnswer } from './form/form-answer.ts';
import { isPostToBucket, openForm, unknownField } from './form/open-form.ts';
import { type Gateway, servedBy } from './gateway.ts';
import type { Incoming } from './incoming.ts';
import type { Prepared } from './prepared.ts';
import type { Progress } from './progress.ts';
import { receive } from './receive.ts';
import { callOf, globalRegion } from './record/call-record.ts';
import { Recorder } from './record/recorder.ts';
import { refuse } from './refuse.ts';
import { routeService, spokenProtocol } from './route-service.ts';
import { signatureOf } from './signature.ts';
import { StreamedBody } from './streamed-body.ts';
import { streams, Transfer } from './transfer.ts';

const noAccount = '' as AccountId;

/** Which account a call belongs to: the caller's own, or that of the role for which a token was sent. */
function accountOf({ principal }: Session): AccountId {
  return principal.kind === 'federated' ? principal.roleAccount : (principal.account ?? noAccount);
}

export class Pipeline {
  readonly #gateway: Gateway;
  readonly #authenticator: Authenticator;
  readonly #recorder: Recorder;
  readonly #carryingOut: CarryingOut;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#authenticator = { ...gateway, signingKeys: new SigningKeyCache() };
    this.#recorder = new Recorder(gateway);
    this.#carryingOut = new CarryingOut(gateway, this.#recorder);
  }

  /** For what services do without a request. */
  get workplace(): Workplace<Invoke> {
    return this.#carryingOut.workplace;
  }

  /** Never throws: whatever happens has an answer. */
  async answer(incoming: Incoming): Promise<Answer> {
    const { request, requestId, transport } = incoming;
    const claimed = parseClaim(request);
    const entry = routeService(this.#gateway, request, claimed);
    const progress: Progress = {
      requestId,
      entry,
      protocol: spokenProtocol(request, entry),
      form: answerFormOf(request),
    };
    const signed = { claimed };
    try {
      const told = request.method === 'OPTIONS' ? await this.page(incoming) : undefined;
      if (told?.kind === 'answered') return pageAnswer(incoming, told, entry);
      if (entry !== undefined && isPostToBucket(this.#gateway.services, request, entry)) {
        return await this.#form(incoming, entry, progress, signed);
      }
      return await this.#journey(incoming, claimed, progress);
    } catch (error) {
      return refusal(this.#gateway, error, progress, { ...signed, transport });
    }
  }

  /** A form goes the way of the upload that it stands for. */
  async #form(
    incoming: Incoming,
    { signingName }: ServiceEntry,
    progress: Progress,
    signed: { claimed: ClaimOutcome },
  ): Promise<Answer> {
    const asked = { signingName, protocol: progress.protocol };
    const upload = await openForm(this.#gateway.services, incoming, signed.claimed, asked);
    signed.claimed = upload.claimed;
    try {
      const [unknown] = upload.form.ignored;
      if (this.#gateway.strict && unknown !== undefined) throw refuse(asked, unknownField(unknown));
      const stored = await this.#journey(upload, upload.claimed, progress);
      return formAnswer(incoming, upload.form, stored);
    } finally {
      upload.letGo();
    }
  }

  /** Asked for what a browser sends from a page that is not let in everywhere. Never throws: whoever cannot judge lets nobody in. */
  async page({ request, requestId }: Incoming): Promise<PageVerdict | undefined> {
    const { store, log } = this.#gateway;
    const { method, path, query, headers } = request;
    const entry = routeService(this.#gateway, request, parseClaim(request));
    const judge = entry === undefined ? undefined : servedBy(this.#gateway, entry)?.definition.judgePage;
    if (judge === undefined) return undefined;
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    try {
      return await judge({ requestId, method, path, query, headers, origin: headers.origin, isPreflight }, store);
    } catch (error) {
      log.error('whether a page may call a service was not judged', { requestId, error: String(error) });
      return undefined;
    }
  }

  /** Refused unread, for want of room. */
  overload({ request, requestId }: Incoming): WireResponse {
    const entry = routeService(this.#gateway, request, parseClaim(request));
    const busy = new AwsError({ code: 'ThrottlingException', httpStatus: 503, fault: 'server' }, 'Rate exceeded');
    return encodeError(spokenProtocol(request, entry), entry, busy, requestId, answerFormOf(request));
  }

  async #journey(incoming: Incoming, claimed: ClaimOutcome, progress: Progress): Promise<Answer> {
    const gateway = this.#gateway;
    const received = await receive(gateway, incoming, claimed, progress);
    const { route } = received;

    const admitted = await admit(this.#authenticator, incoming, received, claimed, gateway.relieve);
    const { session, region, body } = admitted;
    await requireOpenRegion(gateway, admitted, route, incoming.transport);
    const { identify } = route.operation;
    // Who comes with a token is nobody until it is verified: what fails before is told to the security log.
    if (identify === undefined) progress.session = session;
    const signer = principalName(session);
    if (signer !== undefined) incoming.authenticated(signer);
    const signature = signatureOf(claimed, incoming.request);
    const asked = this.#context(progress.requestId, session, region, incoming.transport, signature);
    const service = route.entry.signingName;
    gateway.uses.used(session, {
      at: asked.at,
      service,
      region: route.service.definition.global ? globalRegion : region,
    });

    const transfer = streams(route.model) ? new Transfer(body) : undefined;
    try {
      const decoded = decodeInput(gateway, route, incoming.request, body, asked.region);
      if (!decoded.ok) {
        // All that an authenticated caller asks for has its event. What breaks the model names no resource that could be relied on.
        const attempted = { route, context: asked, input: decoded.input, within: undefined, transfer, sent: undefined };
        await this.#recorder.failed({ ...callOf(attempted, []), resources: [] }, decoded.error, undefined);
        throw decoded.error;
      }
      const { input } = decoded;
      const ignored = [...(incoming.form?.ignored ?? []), ...decoded.ignored];
      progress.ignored = ignored;
      const context = identify === undefined ? asked : await this.#identified(route.operation, input, asked);
      progress.session = context.session;
      const sent = { request: incoming.request, body: body instanceof StreamedBody ? body.stream : body };
      const prepared: Prepared = { route, context, input, ignored, within: undefined, transfer, sent };
      const output = await this.#carryingOut.run(prepared);
      const afterwards = this.#afterwards(transfer);
      if (route.operation.effect === 'forward') return forwardedAnswer(prepared, output as Forwarded, afterwards);
      return outputAnswer(prepared, output, progress.form, afterwards);
    } finally {
      transfer?.body?.letGo();
    }
  }

  /** The context under who the token in the input stands for, and in the account where the call belongs. */
  async #identified(operation: Operation, input: object, context: RequestContext): Promise<RequestContext> {
    const session = await operation.identify?.(input as never, context, this.#gateway.store);
    return session === undefined ? context : { ...context, session, account: accountOf(session) };
  }

  #context(
    requestId: RequestId,
    session: Session,
    region: Region,
    transport: Transport,
    signature: RequestSignature | undefined,
  ): RequestContext {
    const { clock, entropy } = this.#gateway;
    const account = accountOf(session);
    const context = { requestId, at: clock.now(), region, session, account, transport, clock, entropy };
    return signature === undefined ? context : { ...context, signature };
  }

  /** What is left to do when an answer that streams is out. */
  #afterwards(transfer: Transfer | undefined): Answer['sent'] {
    const record = transfer?.record;
    if (transfer === undefined || record === undefined) return undefined;
    return (bytes) => {
      transfer.bytesOut = bytes;
      record().catch((error: unknown) => {
        this.#gateway.log.error('the event of an answer was not written', { error: String(error) });
      });
    };
  }
}
