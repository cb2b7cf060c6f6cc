/**
 * One API call as CloudTrail's record: who, what, where from, with what, and what came of it.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import type { OperationModel } from '@lockstead/wire';
import { newEventId } from '#events/event-id';
import type { LoggedEvent } from '#events/event-log';
import { parseArn } from '#kernel/arn';
import type { AwsError } from '#kernel/aws-error';
import { isoSeconds } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { DataEventInterest } from '#service/further-event';
import type { Operation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { EventDetails, EventResource } from '#service/service';
import { regionScope } from '#store/scope';
import { eventErrorCode, showsParametersOfDenied } from './error-code.ts';
import { eventWriter } from './event-writer.ts';
import { lookupLabels } from './lookup-labels.ts';
import { sentWriter } from './sent-writer.ts';
import { strangerIdentity, userIdentity } from './user-identity.ts';

export interface ApiCall {
  readonly context: RequestContext;
  readonly model: OperationModel;
  readonly operation: Operation;
  readonly input: object | undefined;
  /** `denied`: by policy, before the operation saw the request. */
  readonly outcome: { readonly output: object } | { readonly error: AwsError; readonly denied?: true };
  readonly resources: readonly EventResource[];
  /** Accounts beside the caller's whose resources the call was about: each gets an event of its own. */
  readonly otherAccounts: readonly AccountId[];
  /** Where the event belongs: the region called, us-east-1 for global services. */
  readonly region: Region;
  readonly details?: EventDetails | undefined;
  /** Where its body or its answer streams. */
  readonly transferred?: Transferred | undefined;
}

export interface Transferred {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export const eventVersion = '1.11';

/** AWS's own sizes: of one field, and of texts that a client or an error may make long. */
const fieldBytesMax = 100 * 1024;
export const textLengthMax = 1024;

function isReadOnly(operation: Operation): boolean {
  return operation.effect === 'read' || operation.readOnly === true;
}

function recordsOutput(operation: Operation): boolean {
  if (operation.effect === 'forward') return !operation.readOnly;
  return operation.effect === 'write' || operation.recordsOutput === true;
}

/** The events of one call: one in the caller's account, and one in each other that it touched, tied by `sharedEventID`. */
export function apiEvents(call: ApiCall, interest: DataEventInterest): readonly LoggedEvent[] {
  const { context } = call;
  const { account } = context;
  // What nobody can be held to is no event of a caller's; the owner of what was touched still has one.
  const touched = account === '' ? call.otherAccounts : [account, ...call.otherAccounts];
  const accounts = touched.length < 2 ? touched : [...new Set(touched)];
  const shared = accounts.length < 2 ? undefined : context.entropy.uuid();
  const told = isDataEvent(call)
    ? accounts.filter((recipient) => interest.wants(recipient, call.region, call.model.service.eventSource))
    : accounts;
  if (told.length === 0) return [];
  const written = fieldsOf(call);
  return told.map((recipient) => apiEvent(call, written, recipient, shared));
}

function isDataEvent({ operation }: ApiCall): boolean {
  return operation.eventCategory === 'data';
}

interface Fields {
  readonly readOnly: boolean;
  readonly error: { readonly errorCode: string; readonly errorMessage: string } | undefined;
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
}

/** What is the same in the events of all accounts. */
function fieldsOf({ model, operation, input, outcome, details }: ApiCall): Fields {
  const write = details?.asSent === true ? sentWriter(model, operation) : eventWriter(model, operation);
  const denied = 'error' in outcome && outcome.denied === true;
  const parameters = input === undefined || (denied && !showsParametersOfDenied(model)) ? null : write.input(input);
  const more = parameters === null ? undefined : details?.requestParameters;
  return {
    readOnly: isReadOnly(operation),
    error:
      'error' in outcome
        ? {
            errorCode: eventErrorCode(model, outcome.error, denied),
            errorMessage: (outcome.error.recordedMessage ?? outcome.error.message).slice(0, textLengthMax),
          }
        : undefined,
    requestParameters: more === undefined ? parameters : { ...(parameters as object), ...more },
    // What a read answers changes nothing and is not recorded; neither is there an answer to what failed.
    responseElements:
      'error' in outcome || !recordsOutput(operation) ? null : answered(write.output(outcome.output), details),
  };
}

function answered(written: unknown, details: EventDetails | undefined): unknown {
  const more = details?.responseElements;
  return more === undefined ? written : { ...(written as object | null), ...more };
}

function apiEvent(call: ApiCall, fields: Fields, recipient: AccountId, sharedEventID: string | undefined): LoggedEvent {
  const { context, model, resources, region } = call;
  const { transport, session } = context;
  const { readOnly, error, requestParameters, responseElements } = fields;
  const id = newEventId(context.at, context.entropy.uuid());
  call.details?.recorded?.({ id, account: recipient, hasError: error !== undefined });
  const via = context.calledVia?.services.at(-1);
  const own = session.principal.account === undefined || session.principal.account === recipient;
  const service = via ?? (session.principal.kind === 'service' ? session.principal.service : undefined);
  const sentAgent = transport.userAgent?.slice(0, textLengthMax);
  const agent = service ?? sentAgent;
  const userAgent = call.details?.bracketsUserAgent === true && agent !== undefined ? `[${agent}]` : agent;
  const eventName = call.details?.eventName ?? model.name;
  const listed = resources.filter((resource) => resource.listed === true);
  const additional = additionalEventData(call);
  const record = {
    eventVersion,
    userIdentity: own ? userIdentity(session, via) : strangerIdentity(session, via),
    eventTime: isoSeconds(context.at),
    eventSource: model.service.eventSource,
    eventName,
    awsRegion: region,
    sourceIPAddress: service ?? transport.sourceIp ?? 'AWS Internal',
    ...(userAgent === undefined ? {} : { userAgent }),
    ...error,
    requestParameters,
    responseElements,
    ...(additional === undefined ? {} : { additionalEventData: additional }),
    requestID: context.requestId,
    eventID: id,
    readOnly,
    ...(listed.length === 0 ? {} : { resources: listed.map((resource) => recordResource(resource, recipient)) }),
    eventType: 'AwsApiCall',
    managementEvent: !isDataEvent(call),
    recipientAccountId: recipient,
    ...(sharedEventID === undefined ? {} : { sharedEventID }),
    eventCategory: isDataEvent(call) ? 'Data' : 'Management',
    ...(transport.tls === undefined || service !== undefined
      ? {}
      : {
          tlsDetails: {
            tlsVersion: transport.tls.version,
            cipherSuite: transport.tls.cipher,
            clientProvidedHostHeader: transport.host ?? '',
          },
        }),
  };
  return {
    ...(isDataEvent(call) ? { category: 'Data' as const } : {}),
    scope: regionScope(recipient, region),
    id,
    at: context.at,
    labels: lookupLabels({ id, eventName, model, readOnly, resources, ...(own ? { session } : {}) }),
    body: recordText(record),
  };
}

/** S3's data events count the bytes of objects so. */
function additionalEventData({ details, transferred }: ApiCall): object | undefined {
  if (transferred === undefined) return details?.additionalEventData;
  const { bytesIn, bytesOut } = transferred;
  return { ...details?.additionalEventData, bytesTransferredIn: bytesIn, bytesTransferredOut: bytesOut };
}

export function recordResource({ type, name, account, isPrefix }: EventResource, recipient: AccountId): object {
  const accountId = account ?? (parseArn(name)?.account || recipient);
  return { ...(accountId === 'none' ? {} : { accountId }), type, [isPrefix === true ? 'ARNPrefix' : 'ARN']: name };
}

/** A field that is too large is left out, and its size said, as AWS does. */
export function recordText(record: {
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
}): string {
  const text = JSON.stringify(record);
  if (text.length * 3 <= fieldBytesMax || Buffer.byteLength(text) <= fieldBytesMax) return text;
  const { requestParameters, responseElements } = record;
  return JSON.stringify({
    ...record,
    requestParameters: bounded(requestParameters),
    responseElements: bounded(responseElements),
  });
}

function bounded(field: unknown): unknown {
  const originalSize = Buffer.byteLength(JSON.stringify(field));
  return originalSize <= fieldBytesMax ? field : { omitted: true, originalSize, reason: 'Maximum size exceeded' };
}
