/**
 * The journey of one request, as a list. Each step says what it answers when it stops the request there.
 *
 * 1. body            too large, too slow, cut off                     -> 413, 408, 400
 * 2. route           no such service or operation                     -> the service's own error; known but not done -> NotImplemented
 * 3. authenticate    who signed it                                    -> InvalidClientTokenId, SignatureDoesNotMatch, ExpiredToken …
 * 4. decode          what it says, checked against the model          -> the service's own validation error
 * 5. authorize       whether the signer may                           -> AccessDenied, with the reason
 * 6. dispatch        carried out                                      -> the operation's own errors
 * 7. record          its CloudTrail event                             (with a write, in its transaction)
 * 8. respond         in the protocol's own shape
 */
import {
  type ClaimOutcome,
  decode,
  encode,
  encodeError,
  findService,
  type ProtocolName,
  parseClaim,
  type ServiceEntry,
  SigningKeyCache,
  validate,
  type WireRequest,
  type WireResponse,
} from '@lockstead/wire';
import { AwsError } from '#kernel/aws-error';
import { type AccountId, newRequestId, parseRegion, type Region, type RequestId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { AccessPair, Authorize } from '#service/authorization';
import type { RequestContext, Transport } from '#service/request-context';
import type { Session } from '#service/session';
import type { Reader, Transaction } from '#store/port';
import { AskedOtherwise, isSameAsked } from './asked.ts';
import { type Authenticated, type Authenticator, authenticate, refuse } from './authenticate.ts';
import { authorize, denialOf, type Judgement } from './authorize.ts';
import type { DecisionSubject } from './decision-log.ts';
import { denialStyle } from './denial-style.ts';
import { dispatch, type Machinery } from './dispatch.ts';
import type { Gateway } from './gateway.ts';
import { internalInvoker } from './internal-call.ts';
import type { RequestOutcome } from './metrics.ts';
import type { Prepared } from './prepared.ts';
import type { ApiCall } from './record/api-event.ts';
import { Recorder } from './recorder.ts';
import { type Route, routeOperation, unknownService } from './route-operation.ts';
import { routeForm, routeService, spokenProtocol } from './route-service.ts';
import { SecurityLog } from './security-log.ts';

/** A request as the listener hands it over. */
export interface Incoming {
  readonly request: WireRequest;
  readonly transport: Transport;
  /** Throws an AwsError for a body that is too large, too slow or cut off. */
  readBody(): Promise<Buffer>;
}

export interface Answer {
  readonly response: WireResponse;
  readonly requestId: RequestId;
  readonly service: string;
  readonly operation: string;
  readonly outcome: RequestOutcome;
  readonly code?: string;
  readonly principal?: string;
}

/** Of a request that may have stopped before it made sense. */
type Attempted = Pick<Prepared, 'route' | 'context' | 'within'> & { readonly input: object | undefined };

const globalRegion = present(parseRegion('us-east-1'), 'us-east-1 is a region');
const nobody: Session = { principal: { kind: 'anonymous' } };
/** Of one call, while what it is about changes between its authorization and its transaction. */
const judgementsMax = 5;
const noAccount = '' as AccountId;

export class Pipeline {
  readonly #gateway: Gateway;
  readonly #authenticator: Authenticator;
  readonly #recorder: Recorder;
  readonly #machinery: Machinery;
  readonly #securityLog: SecurityLog;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#securityLog = new SecurityLog(gateway.log, gateway.metrics, gateway.timers);
    this.#authenticator = { ...gateway, signingKeys: new SigningKeyCache() };
    this.#recorder = new Recorder(gateway);
    const invoker = internalInvoker(gateway, (prepared) => this.carryOut(prepared));
    this.#machinery = { gateway, recorder: this.#recorder, invoker };
  }

  /** Never throws: whatever happens has an answer. */
  async answer(incoming: Incoming): Promise<Answer> {
    const { entropy } = this.#gateway;
    const requestId = newRequestId(entropy);
    const claimed = parseClaim(incoming.request);
    const entry = routeService(this.#gateway.services, incoming.request, claimed);
    const progress: Progress = { requestId, entry, protocol: spokenProtocol(incoming.request, entry) };
    try {
      return await this.#answer(incoming, claimed, progress);
    } catch (error) {
      return this.#refusal(error, progress, claimed, incoming.transport);
    }
  }

  /** Refused unread, for want of room. */
  overload({ request }: Incoming): WireResponse {
    const { services, entropy } = this.#gateway;
    const entry = routeService(services, request, parseClaim(request));
    const busy = new AwsError({ code: 'ThrottlingException', httpStatus: 503, fault: 'server' }, 'Rate exceeded');
    return encodeError(spokenProtocol(request, entry), entry, busy, newRequestId(entropy));
  }

  async #answer(incoming: Incoming, claimed: ClaimOutcome, progress: Progress): Promise<Answer> {
    const { request, transport } = incoming;
    const { requestId } = progress;
    const body = await incoming.readBody();
    if (progress.entry === undefined && claimed.kind !== 'claim') {
      progress.entry = routeForm(this.#gateway.services, request, body);
      progress.protocol = spokenProtocol(request, progress.entry);
    }
    const { entry, protocol } = progress;
    if (entry === undefined) {
      if (claimed.kind === 'malformed') throw refuse({ signingName: '', protocol }, claimed.error);
      throw unknownService(
        claimed.kind === 'claim' ? claimed.claim.service : request.headers['x-amz-target']?.toString(),
      );
    }
    const route = await routeOperation(this.#gateway.services, versionOf(entry), request, body);
    progress.route = route;
    progress.protocol = route.protocol;

    const { session, region } = await this.#authenticate(route, request, body, claimed);
    progress.session = session;
    const context = this.#context(requestId, session, region, transport);
    progress.context = context;
    this.#gateway.uses.used(session, {
      at: context.at,
      service: route.entry.signingName,
      region: route.service.definition.global ? globalRegion : region,
    });

    const { input, ignored } = await this.#decode(route, context, request, body);
    progress.ignored = ignored;
    const output = await this.carryOut({ route, context, input, ignored, within: undefined });

    const response = encode(route.modelOfService, route.model, route.protocol, output, requestId);
    return {
      response: withIgnored(response, ignored),
      requestId,
      service: route.entry.id,
      operation: route.model.name,
      outcome: 'ok',
      ...principalField(session),
    };
  }

  async #authenticate(route: Route, request: WireRequest, body: Buffer, claimed: ClaimOutcome): Promise<Authenticated> {
    const authentication = route.operation.authentication ?? 'sigv4';
    if (authentication === 'none' || (authentication === 'anonymousAllowed' && claimed.kind === 'none')) {
      return { session: nobody, region: this.#gateway.homeRegion };
    }
    const asked = { signingName: route.entry.signingName, protocol: route.protocol };
    return await authenticate(this.#authenticator, request, body, asked, claimed);
  }

  #context(requestId: RequestId, session: Session, region: Region, transport: Transport): RequestContext {
    const { clock, entropy } = this.#gateway;
    return {
      requestId,
      at: clock.now(),
      region,
      session,
      account: session.principal.account ?? noAccount,
      transport,
      clock,
      entropy,
    };
  }

  async #decode(
    route: Route,
    context: RequestContext,
    request: WireRequest,
    body: Buffer,
  ): Promise<{ input: object; ignored: readonly string[] }> {
    const decoded = decode(route.modelOfService, route.model, route.protocol, request, body);
    if (!decoded.ok) return await this.#malformed(route, context, undefined, decoded.error);
    const problem = await validate(route.modelOfService, route.model, decoded.input);
    if (problem !== undefined) {
      const own = route.service.definition.invalidInput?.(route.model.name, decoded.input);
      return await this.#malformed(route, context, decoded.input, own ?? problem);
    }
    if (decoded.ignored.length > 0) {
      this.#gateway.metrics.count('ignored_members_total', decoded.ignored.length);
      if (this.#gateway.strict) {
        const names = decoded.ignored.join(', ');
        return await this.#malformed(route, context, decoded.input, {
          code: route.entry.validationCode,
          httpStatus: 400,
          fault: 'client',
          message: `${route.model.name} has no member ${names}, and Lockstead was started with --strict.`,
        });
      }
    }
    return decoded;
  }

  async #malformed(
    route: Route,
    context: RequestContext,
    input: object | undefined,
    shape: { code: string; httpStatus: number; fault: 'client' | 'server'; message: string },
  ): Promise<never> {
    const error = new AwsError(shape, shape.message);
    // What breaks the model names no resource that could be relied on.
    await this.#recorder.failed(
      { ...this.#call({ route, context, input, within: undefined }, []), resources: [] },
      error,
      undefined,
    );
    throw error;
  }

  /** Steps 5 to 7, for requests from outside and for calls between services alike. */
  async carryOut(prepared: Prepared): Promise<object> {
    for (let left = judgementsMax; ; left--) {
      try {
        return await this.#carryOutAsJudged(prepared, left === 1);
      } catch (error) {
        if (!(error instanceof AskedOtherwise)) throw error;
      }
    }
  }

  async #carryOutAsJudged(prepared: Prepared, isLast: boolean): Promise<object> {
    const { route, context, input, within } = prepared;
    const pairs = await this.#authorize(prepared);
    const otherAccounts = ownersBeside(context.account, pairs);
    const stillAllowed = async (tx: Transaction): Promise<void> => {
      if (this.#gateway.enforce !== 'full' || isSameAsked(pairs, await pairsOf(prepared, tx))) return;
      throw isLast ? changing() : new AskedOtherwise();
    };
    const call = this.#call(prepared, otherAccounts);
    const eventResources = route.service.definition.eventResources;
    const resourcesOf = (output: object) => eventResources?.(route.model.name, input, output) ?? [];
    const { operation } = route;
    try {
      const output = await dispatch(this.#machinery, {
        operation,
        input,
        context,
        call,
        resourcesOf,
        within,
        stillAllowed,
      });
      if (operation.effect === 'read') {
        await this.#recorder.read({ ...call, outcome: { output }, resources: resourcesOf(output) }, within);
      }
      return output;
    } catch (error) {
      if (error instanceof AwsError) await this.#recordFailure(prepared, error, otherAccounts);
      throw error;
    }
  }

  /** Throws the denial. Answers what was asked for, as far as it was judged. */
  async #authorize(prepared: Prepared): Promise<readonly AccessPair[]> {
    const { route, context, ignored, within } = prepared;
    const { enforce } = this.#gateway;
    // A request can be refused while it is found out what it asks for, such as an unknown second factor.
    const judgement = await this.#judge(prepared).catch(async (error: unknown) => {
      if (error instanceof AwsError) await this.#recordFailure(prepared, error, []);
      throw error;
    });
    const subject: DecisionSubject = {
      requestId: context.requestId,
      at: context.at,
      account: context.account,
      operation: `${route.entry.id}:${route.model.name}`,
      audited: !judgement.allowed && enforce === 'audit',
      ignored,
    };
    if (judgement.allowed) {
      this.#recorder.allowed(subject, judgement, within);
    } else {
      const error = denialOf(judgement, denialStyle(route.protocol));
      const enforced = enforce === 'full';
      const call = { ...this.#call(prepared, []), resources: [] };
      await this.#recorder.denied(call, error, subject, judgement, enforced, within);
      if (enforced) throw error;
    }
    return judgement.judged.map(({ sources }) => sources.pair);
  }

  async #judge(prepared: Prepared): Promise<Judgement> {
    if (this.#gateway.enforce === 'off') return { allowed: true, judged: [] };
    const pairs = await pairsOf(prepared, prepared.within?.tx ?? this.#gateway.store);
    return await authorize(this.#gateway, pairs, prepared.context);
  }

  #call(
    { route, context, input }: Attempted,
    otherAccounts: readonly AccountId[],
  ): Omit<ApiCall, 'outcome' | 'resources'> {
    const { definition } = route.service;
    return {
      context,
      model: route.model,
      operation: route.operation,
      input,
      otherAccounts,
      region: definition.global ? globalRegion : context.region,
      details: definition.eventDetails?.(route.model.name, context),
    };
  }

  async #recordFailure(attempted: Attempted, error: AwsError, otherAccounts: readonly AccountId[]): Promise<void> {
    const { route, input, within } = attempted;
    const eventResources = route.service.definition.eventResources;
    const resources = input === undefined ? [] : (eventResources?.(route.model.name, input, undefined) ?? []);
    await this.#recorder.failed({ ...this.#call(attempted, otherAccounts), resources }, error, within);
  }

  #refusal(error: unknown, progress: Progress, claimed: ClaimOutcome, transport: Transport): Answer {
    const { requestId, entry, protocol, route, session } = progress;
    const said = error instanceof AwsError ? error : internalFailure();
    if (!(error instanceof AwsError)) {
      const cause = error instanceof Error ? { error: error.stack } : { error: String(error) };
      this.#gateway.log.error('a request failed inside Lockstead', { requestId, ...cause });
    }
    // Routed and not authenticated: it failed in between.
    if (route !== undefined && session === undefined && said.fault === 'client') {
      const [service, operation] = [route.entry.id, route.model.name];
      this.#securityLog.refused({ requestId, transport, service, operation, claimed, code: said.code });
    }
    const response = withIgnored(encodeError(protocol, entry, said, requestId), progress.ignored ?? []);
    const denied = session !== undefined && said.code.startsWith('AccessDenied');
    const outcome: RequestOutcome =
      said.httpStatus >= 500
        ? 'serverError'
        : denied
          ? 'denied'
          : route !== undefined && session === undefined && claimed.kind !== 'malformed'
            ? 'unauthenticated'
            : 'clientError';
    return {
      response,
      requestId,
      service: entry?.id ?? '',
      operation: route?.model.name ?? '',
      outcome,
      code: said.code,
      ...(session === undefined ? {} : principalField(session)),
    };
  }
}

interface Progress {
  readonly requestId: RequestId;
  entry: ServiceEntry | undefined;
  protocol: ProtocolName;
  route?: Route;
  session?: Session;
  context?: RequestContext;
  ignored?: readonly string[];
}

/** Services that share a signing name are told apart later, by their version. */
function versionOf(entry: ServiceEntry): ServiceEntry {
  return findService(entry.signingName) ?? entry;
}

function internalFailure(): AwsError {
  return new AwsError(
    { code: 'InternalFailure', httpStatus: 500, fault: 'server' },
    'The request processing has failed because of an unknown error, exception or failure.',
  );
}

async function pairsOf({ route, context, input }: Prepared, reader: Reader): Promise<readonly AccessPair[]> {
  const ask = present(
    route.service.definition.authorization[route.model.name],
    `${route.entry.id}:${route.model.name} has its authorization`,
  ) as Authorize<object>;
  return await ask(input, reader, context);
}

function changing(): AwsError {
  return new AwsError(
    { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
    'What the request is about keeps changing; try again.',
  );
}

function ownersBeside(account: AccountId, pairs: readonly AccessPair[]): readonly AccountId[] {
  return [...new Set(pairs.map(({ owner }) => owner))].filter((owner) => owner !== account);
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

function principalField({ principal }: Session): { principal?: string } {
  if (principal.kind === 'anonymous') return {};
  return { principal: principal.kind === 'service' ? principal.service : principal.arn };
}
