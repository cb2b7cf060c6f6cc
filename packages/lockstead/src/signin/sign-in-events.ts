/**
 * What happens at the sign-in pages, as CloudTrail has it.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
import type { Instant } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { FurtherEvent } from '#service/further-event';
import type { Transport } from '#service/request-context';
import type { Session } from '#service/session';

export type SignInEventName = 'ConsoleLogin' | 'CheckMfa' | 'PasswordUpdated' | 'SwitchRole' | 'GetSigninToken';

export interface SignInHappening {
  readonly name: SignInEventName;
  readonly at: Instant;
  readonly account: AccountId;
  /** The server's: where the page of a user is. */
  readonly region: Region;
  readonly transport: Transport;
  /** Absent: a name that is nobody's in the account. */
  readonly session?: Session;
  readonly outcome: 'Success' | 'Failure';
  /** Of a failure. */
  readonly problem?: string;
  /** `additionalEventData` beside what all have. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The root user signs in at one place for the whole world, and IAM has its events there. */
export const globalRegion = 'us-east-1' as Region;

export function signInEvent(happening: SignInHappening): FurtherEvent {
  const { name, at, account, region, transport, session, outcome, problem, data } = happening;
  const isRoot = session?.principal.kind === 'root';
  return {
    type: 'AwsConsoleSignIn',
    source: 'signin.amazonaws.com',
    name,
    at,
    account,
    region: isRoot ? globalRegion : region,
    ...(session === undefined ? { maskedUser: true as const } : { session: toldOf(name, session) }),
    transport,
    readOnly: false,
    ...(problem === undefined ? {} : { error: { message: problem } }),
    responseElements: { [name]: outcome },
    additionalEventData: { MobileVersion: 'No', ...data },
  };
}

/** Of a sign-in CloudTrail has the person alone; of a role that was put on, its session. */
function toldOf(name: SignInEventName, session: Session): Session {
  return name === 'SwitchRole' ? session : { principal: session.principal };
}
