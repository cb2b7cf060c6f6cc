/**
 * Events beside those of requests: what a service did by itself or called in somebody's name, and what people do in a browser. A service that is given the recorder writes them in
 * the transaction of what they tell.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html (eventType)
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Transaction } from '#store/port';
import type { Transport } from './request-context.ts';
import type { EventResource } from './service.ts';
import type { Session } from './session.ts';

export interface FurtherEvent {
  /**
   * `AwsServiceEvent`: a service by itself, such as KMS when it rotates a key. `AwsConsoleSignIn`: a sign-in, a switch of roles.
   * `AwsConsoleAction`: what the console did that is no public API. `AwsCloudTrailInsight`: unusual numbers of calls or errors. `AwsApiCall`: what a service called
   * itself, such as KMS in another Region when somebody replicates a key.
   */
  readonly type: 'AwsApiCall' | 'AwsServiceEvent' | 'AwsConsoleSignIn' | 'AwsConsoleAction' | 'AwsCloudTrailInsight';
  /** `kms.amazonaws.com` */
  readonly source: string;
  /** `RotateKey` */
  readonly name: string;
  readonly at: Instant;
  readonly account: AccountId;
  /** Where it belongs: sign-ins of users to the region of their page, of root to us-east-1. */
  readonly region: Region;
  /** Who did it; absent for the service itself. */
  readonly session?: Session;
  /** The service that did it in the name of that session. */
  readonly invokedBy?: string;
  /** Of the call that led to it. */
  readonly requestId?: string;
  /** Of a person whose name is not known to be one: CloudTrail masks it, since people type passwords there. */
  readonly maskedUser?: true;
  /** Absent for the service itself. */
  readonly transport?: Transport;
  readonly readOnly: boolean;
  readonly error?: { readonly code?: string; readonly message: string };
  /** Times in these are written as CloudTrail does it. */
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  readonly responseElements?: Readonly<Record<string, unknown>>;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>;
  readonly insightDetails?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly EventResource[];
}

export interface FurtherEventRecorder {
  /** Part of the transaction. Answers the event's id. */
  record(tx: Transaction, event: FurtherEvent): Promise<string>;
}

/** Who asks for data events: the trails. Asked for each call that makes one, so it answers at once, from memory. */
export interface DataEventInterest {
  wants(account: AccountId, region: Region, eventSource: string): boolean;
}
