/**
 * One API call as CloudTrail's record: who, what, where from, with what, and what came of it.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { maskSensitive, type OperationModel } from '@lockstead/wire';
import type { LoggedEvent } from '#events/event-log';
import type { AwsError } from '#kernel/aws-error';
import { isoSeconds } from '#kernel/clock';
import { randomUuid } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import type { Operation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { EventResource } from '#service/service';
import type { Session } from '#service/session';
import { regionScope } from '#store/scope';
import { parameters } from './parameters.ts';
import { userIdentity } from './user-identity.ts';

export interface ApiCall {
  readonly context: RequestContext;
  readonly model: OperationModel;
  readonly operation: Operation;
  readonly input: object | undefined;
  readonly outcome: { readonly output: object } | { readonly error: AwsError };
  readonly resources: readonly EventResource[];
  /** Accounts beside the caller's whose resources the call was about: each gets an event of its own. */
  readonly otherAccounts: readonly AccountId[];
  /** Where the event belongs: the region called, us-east-1 for global services. */
  readonly region: Region;
}

const eventVersion = '1.11';
const nothingHidden: ReadonlySet<string> = new Set();

export function isReadOnly(operation: Operation): boolean {
  return operation.effect === 'read' || operation.readOnly === true;
}

/** The events of one call: one in the caller's account, and one in each other that it touched, tied by `sharedEventID`. */
export function apiEvents(call: ApiCall): readonly LoggedEvent[] {
  const { context } = call;
  const accounts = [context.account, ...call.otherAccounts.filter((account) => account !== context.account)];
  const shared = accounts.length === 1 ? undefined : randomUuid(context.entropy);
  return accounts.map((account) => apiEvent(call, account, shared));
}

function apiEvent(call: ApiCall, recipient: AccountId, sharedEventID: string | undefined): LoggedEvent {
  const { context, model, operation, input, outcome } = call;
  const { transport, session } = context;
  const readOnly = isReadOnly(operation);
  const id = randomUuid(context.entropy);
  const hidden = operation.masked === undefined ? nothingHidden : new Set(operation.masked);
  const failed = 'error' in outcome;
  const record = {
    eventVersion,
    userIdentity: userIdentity(session, context.calledVia?.services.at(-1)),
    eventTime: isoSeconds(context.at),
    eventSource: model.service.eventSource,
    eventName: model.name,
    awsRegion: call.region,
    sourceIPAddress: context.calledVia?.services.at(-1) ?? transport.sourceIp ?? 'AWS Internal',
    userAgent: transport.userAgent ?? context.calledVia?.services.at(-1) ?? 'AWS Internal',
    ...(failed ? { errorCode: outcome.error.code, errorMessage: outcome.error.message } : {}),
    requestParameters: input === undefined ? null : parameters(maskSensitive(model, input, 'input'), hidden),
    // A read's answer is not worth keeping: CloudTrail leaves it out as well.
    responseElements:
      failed || operation.effect === 'read' ? null : parameters(maskSensitive(model, outcome.output, 'output'), hidden),
    requestID: context.requestId,
    eventID: id,
    readOnly,
    ...(call.resources.length === 0
      ? {}
      : { resources: call.resources.map(({ type, name }) => ({ type, ARN: name, accountId: recipient })) }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: recipient,
    ...(sharedEventID === undefined ? {} : { sharedEventID }),
    eventCategory: 'Management',
    ...(transport.tls === undefined
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
    scope: regionScope(recipient, call.region),
    id,
    at: context.at,
    labels: labelsOf(model, readOnly, id, session, call.resources),
    body: JSON.stringify(record),
  };
}

/** LookupEvents' attributes. */
function labelsOf(
  model: OperationModel,
  readOnly: boolean,
  id: string,
  session: Session,
  resources: readonly EventResource[],
): readonly string[] {
  const labels = [
    `EventId=${id}`,
    `EventName=${model.name}`,
    `EventSource=${model.service.eventSource}`,
    `ReadOnly=${readOnly}`,
  ];
  const username = eventUsername(session);
  if (username !== undefined) labels.push(`Username=${username}`);
  if (session.accessKeyId !== undefined) labels.push(`AccessKeyId=${session.accessKeyId}`);
  for (const { type, name } of resources) labels.push(`ResourceType=${type}`, `ResourceName=${name}`);
  return labels;
}

/** What LookupEvents calls the user: a user's name, a role session's name, `root`. */
export function eventUsername({ principal }: Session): string | undefined {
  switch (principal.kind) {
    case 'root':
      return 'root';
    case 'user':
      return principal.userName;
    case 'assumedRole':
      return principal.sessionName;
    case 'federatedUser':
      return principal.name;
    case 'service':
    case 'anonymous':
      return undefined;
  }
}
