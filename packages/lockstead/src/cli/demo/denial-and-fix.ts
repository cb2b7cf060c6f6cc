/** The demo's story: alice is denied, learns why, gets exactly that permission, and the same call works. The event history has every step. */
import type { PolicyStatement } from '@lockstead/policy';
import { AdminClient } from '#client/admin-client';
import { callAws } from '#client/aws-call';
import type { Keys } from '#client/shared-credentials';
import type { ExplainedDecision } from '#explained/decision';
import { renderDecision } from '#explained/render';
import type { Cloud } from '#fixture/start-lockstead';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { table } from '#terminal/table';
import { IamCaller, Refused } from './iam-caller.ts';
import type { Teller } from './teller.ts';

/** True when everything came out as it should. */
export async function denialAndFix(cloud: Cloud, tell: Teller): Promise<boolean> {
  const { paint } = tell;
  const admin = new IamCaller(cloud, cloud.credentials);

  tell.step('A new user');
  const alice = await newUser(cloud, admin, 'alice');
  tell.line(
    'The administrator makes the user alice and an access key for her. She may do nothing: nobody is born with permissions.',
  );

  tell.step('She asks for the list of users');
  const denied = await refusal(() => alice.call('ListUsers'));
  if (denied === undefined) return fail(tell, 'The call went through, and should not have.');
  tell.line(`${paint.bad(`✗ ${denied.name}`)} ${denied.message}`);

  tell.step('Why, and what is the least that would allow it?');
  const decision = await whyOf(cloud, denied.requestId);
  tell.line(renderDecision(decision, { paint, all: false, isMessageKnown: true }));
  const statement = leastStatement(decision);
  if (statement === undefined) return fail(tell, 'No statement was offered.');

  tell.step('She gets exactly that');
  await grant(admin, 'alice', statement);
  const { result, requestId } = await alice.call('ListUsers');
  const users = result['Users'] as readonly { readonly UserName: string }[];
  tell.line(`${paint.good('✓ the same call')} answers: ${users.map(({ UserName }) => UserName).join(', ')}`);
  const still = await refusal(() => alice.call('CreateUser', { UserName: 'mallory' }));
  if (still === undefined) return fail(tell, 'alice could make a user, which nothing allows.');
  tell.line(`${paint.good('✓ and no more:')} iam:CreateUser is still ${still.name}`);

  tell.step('The record of it');
  const events = await eventsOf(cloud, 'alice');
  tell.line(
    table([['CloudTrail event', 'Answer', 'Request id'].map((cell) => paint.dim(cell)), ...events.map(eventRow)]),
  );
  const wanted = [denied.requestId, requestId, still.requestId];
  const recorded = new Set<string>(events.map(({ requestID }) => requestID));
  if (!wanted.every((id) => recorded.has(id))) return fail(tell, 'A call is missing from the record.');
  tell.line('One id ties the answer that the client saw, the event here, and the reason: lockstead why REQUEST_ID.');
  return true;
}

function fail(tell: Teller, what: string): false {
  tell.line(tell.paint.bad(`✗ ${what}`));
  return false;
}

async function newUser(cloud: Cloud, admin: IamCaller, UserName: string): Promise<IamCaller> {
  await admin.call('CreateUser', { UserName });
  const { result } = await admin.call('CreateAccessKey', { UserName });
  const { AccessKeyId, SecretAccessKey } = result['AccessKey'] as {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
  };
  return new IamCaller(cloud, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
}

async function refusal(call: () => Promise<unknown>): Promise<Refused | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}

function keysOf({ credentials: { accessKeyId, secretAccessKey } }: Cloud): Keys {
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
}

function adminClient(cloud: Cloud): AdminClient {
  return new AdminClient(
    { endpoint: new URL(cloud.endpoint), region: cloud.region, dataDirectory: '', certificates: [] },
    { ...keysOf(cloud), source: 'the demo', isGuess: false },
    systemClock(),
  );
}

async function whyOf(cloud: Cloud, requestId: string): Promise<ExplainedDecision> {
  return (await adminClient(cloud).get('decisions', { requestId })) as ExplainedDecision;
}

function leastStatement({ decisions }: ExplainedDecision): PolicyStatement | undefined {
  const changes = decisions.at(-1)?.explanation.leastChange?.changes;
  const [change] = changes ?? [];
  return changes?.length === 1 && change?.change === 'addStatement' ? change.statement : undefined;
}

async function grant(admin: IamCaller, UserName: string, statement: PolicyStatement): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await admin.call('PutUserPolicy', { UserName, PolicyName: 'the-least', PolicyDocument });
}

interface RecordedEvent {
  readonly eventName: string;
  readonly errorCode?: string;
  readonly requestID: string;
}

/** Oldest first. */
async function eventsOf(cloud: Cloud, user: string): Promise<readonly RecordedEvent[]> {
  const lookup = { signingName: 'cloudtrail', target: 'CloudTrail_20131101.LookupEvents' };
  const input = { LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: user }] };
  const { Events } = (await callAws(adminClient(cloud), keysOf(cloud), lookup, input)) as {
    readonly Events: readonly { readonly CloudTrailEvent: string }[];
  };
  return Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as RecordedEvent).reverse();
}

function eventRow({ eventName, errorCode, requestID }: RecordedEvent): readonly string[] {
  return [eventName, errorCode ?? 'done', requestID];
}
