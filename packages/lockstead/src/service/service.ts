/** A service as the gateway sees it: what it can do, what each thing needs, and what it refuses. */

import type { ServiceModel } from '@lockstead/wire';
import type { JournalSubscriber, Subscriber } from '#events/subscriber';
import type { AwsError } from '#kernel/aws-error';
import type { AccountId, Region } from '#kernel/ids';
import type { AgendaItem } from './agenda.ts';
import type { Authorize, PairFor } from './authorization.ts';
import type { WordDenial } from './denial.ts';
import type { Operation } from './operation.ts';
import type { JudgePage } from './origin.ts';
import type { RequestContext } from './request-context.ts';
import type { Resource } from './resource.ts';

export interface ServiceDefinition {
  /** As SigV4's credential scope and the model table name it: `iam`. */
  readonly name: string;
  /** True where there is one endpoint for all regions (IAM): its state and events belong to us-east-1. */
  readonly global: boolean;
  /** Its API, where AWS's table of services does not have it. */
  readonly model?: ServiceModel;
  /** The model has those members alone that decide what a request asks for: others are neither refused nor called ignored. */
  readonly modelIsPartial?: true;
  readonly operations: readonly Operation[];
  /** By operation. `defineService` makes sure that each operation done has one. */
  readonly authorization: Readonly<Record<string, Authorize<never>>>;
  /** Operations that will not be done, with the reason: answered NotImplemented, naming it. */
  readonly refused?: Readonly<Record<string, string>>;
  readonly resources?: readonly Resource[];
  /** What an action on one of its resources would ask for, for questions about requests that nobody has made. Absent: as the resource is defined. */
  readonly pairFor?: PairFor;
  /** What hears of every change that is committed, its own included. */
  readonly subscribers?: readonly Subscriber[];
  /** What hears of events as they are written. */
  readonly journalSubscribers?: readonly JournalSubscriber[];
  /** Work that falls due, by kind. */
  readonly agenda?: Readonly<Record<string, AgendaItem>>;
  /** Items of the agenda that always have a row: they run at each start, and say themselves when they come again. */
  readonly standing?: readonly string[];
  /** The resources that a call was about, as LookupEvents lists them. */
  readonly eventResources?: (operation: string, input: object, output: object | undefined) => readonly EventResource[];
  /** The service's own error for an input that breaks the model, where it has one; otherwise the family's common one is answered. */
  readonly invalidInput?: (operation: string, input: object, region: Region) => AwsError | undefined;
  /** Which web pages may call it; see origin.ts. Absent: those of `--cors-origin` alone. */
  readonly judgePage?: JudgePage;
  /** How the service words a denial, where it does not as its protocol family does. */
  readonly wordDenial?: WordDenial;
  /** What the service adds to its events. */
  readonly eventDetails?: (operation: string, context: RequestContext, input: object | undefined) => EventDetails;
}

export interface EventResource {
  /** `AWS::IAM::User` */
  readonly type: string;
  readonly name: string;
  /** The record itself lists it too, under `resources`; its name is then an ARN. */
  readonly listed?: true;
  /** Whose it is, where its ARN does not tell; `none` leaves the account out. */
  readonly account?: AccountId | 'none';
  /** The name is what the ARNs of several begin with: that of a list. */
  readonly isPrefix?: true;
}

/** Beside what the gateway writes into an event by itself. */
export interface EventDetails {
  /** CloudTrail's name of the event, where it is not the operation's: `ListObjects` for ListObjectsV2. */
  readonly eventName?: string;
  /** Parameters stand in the event under the names that they have on the wire, documents with them, as S3's events have them. */
  readonly asSent?: true;
  /** Stands in brackets, as in S3's events. */
  readonly bracketsUserAgent?: true;
  /** Joins the request's own parameters. */
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  /** Joins what the call answered, where that is recorded. Of a call that failed it is left out. */
  readonly responseElements?: Readonly<Record<string, unknown>>;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  /** Is told of each event that was made of the call. Must return at once. */
  readonly recorded?: (event: RecordedEvent) => void;
}

/** An event of a call, as one account has it. */
export interface RecordedEvent {
  readonly id: string;
  readonly account: AccountId;
  readonly hasError: boolean;
}

type OperationNames<Operations extends readonly Operation[]> = Operations[number]['name'];

/** Types the authorization table over the operations listed, so that forgetting one does not compile. */
export function defineService<const Operations extends readonly Operation[]>(
  definition: Omit<ServiceDefinition, 'operations' | 'authorization'> & {
    readonly operations: Operations;
    readonly authorization: { readonly [Name in OperationNames<Operations>]: Authorize<never> };
  },
): ServiceDefinition {
  return definition;
}
