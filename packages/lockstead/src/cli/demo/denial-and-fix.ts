/** The demo's story: alice may not, learns why, gets exactly that, may; and the record names every step. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  IAMServiceException,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import type { PolicyStatement } from '@lockstead/policy';
import type { Cloud } from '#fixture/start-lockstead';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import type { Teller } from '../demo.ts';
import { AdminClient } from '../server/admin-client.ts';
import { table } from '../table.ts';
import type { ExplainedDecision } from '../why/decision.ts';
import { renderDecision } from '../why/render.ts';

/** True when everything came out as it should. */
export async function denialAndFix(cloud: Cloud, tell: Teller): Promise<boolean> {
  const { paint } = tell;
  const admin = new IAMClient(cloud.clientConfig());

  tell.step('A new user');
  const alice = await newUser(cloud, admin, 'alice');
  tell.line(
    'The administrator makes the user alice and an access key for her. She may do nothing: nobody is born with permissions.',
  );

  tell.step('She asks for the list of users');
  const denied = await refusal(() => alice.send(new ListUsersCommand({})));
  if (denied === undefined) return fail(tell, 'The call went through, and should not have.');
  tell.line(`${paint.bad(`✗ ${denied.name}`)} ${denied.message}`);

  tell.step('Why, and what is the least that would allow it?');
  const decision = await whyOf(cloud, denied.requestId);
  tell.line(renderDecision(decision, { paint, all: false, isMessageKnown: true }));
  const statement = leastStatement(decision);
  if (statement === undefined) return fail(tell, 'No statement was offered.');

  tell.step('She gets exactly that');
  await grant(admin, 'alice', statement);
  const { Users = [], $metadata } = await alice.send(new ListUsersCommand({}));
  tell.line(`${paint.good('✓ the same call')} answers: ${Users.map(({ UserName }) => UserName).join(', ')}`);
  const still = await refusal(() => alice.send(new CreateUserCommand({ UserName: 'mallory' })));
  if (still === undefined) return fail(tell, 'alice could make a user, which nothing allows.');
  tell.line(`${paint.good('✓ and no more:')} iam:CreateUser is still ${still.name}`);

  tell.step('The record of it');
  const events = await eventsOf(cloud, 'alice');
  tell.line(
    table([['CloudTrail event', 'Answer', 'Request id'].map((cell) => paint.dim(cell)), ...events.map(eventRow)]),
  );
  const wanted = [denied.requestId, $metadata.requestId, still.requestId];
  const recorded = new Set(events.map(({ requestID }) => requestID));
  if (!wanted.every((id) => id !== undefined && recorded.has(id)))
    return fail(tell, 'A call is missing from the record.');
  tell.line('One id ties the answer that the client saw, the event here, and the reason: lockstead why REQUEST_ID.');
  return true;
}

function fail(tell: Teller, what: string): false {
  tell.line(tell.paint.bad(`✗ ${what}`));
  return false;
}

async function newUser(cloud: Cloud, admin: IAMClient, UserName: string): Promise<IAMClient> {
  await admin.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return new IAMClient(cloud.clientConfig({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey }));
}

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly requestId: string;
}

async function refusal(call: () => Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof IAMServiceException)) throw error;
    return { name: error.name, message: error.message, requestId: error.$metadata.requestId ?? '' };
  }
}

async function whyOf(cloud: Cloud, requestId: string): Promise<ExplainedDecision> {
  const client = new AdminClient(
    { endpoint: new URL(cloud.endpoint), region: cloud.region, dataDirectory: '', certificates: [] },
    {
      accessKeyId: cloud.credentials.accessKeyId,
      secretAccessKey: new Secret(cloud.credentials.secretAccessKey),
      source: 'the demo',
      isGuess: false,
    },
    systemClock(),
  );
  return (await client.get('decisions', { requestId })) as ExplainedDecision;
}

function leastStatement({ decisions }: ExplainedDecision): PolicyStatement | undefined {
  const changes = decisions.at(-1)?.explanation.leastChange?.changes;
  const [change] = changes ?? [];
  return changes?.length === 1 && change?.change === 'addStatement' ? change.statement : undefined;
}

async function grant(admin: IAMClient, UserName: string, statement: PolicyStatement): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await admin.send(new PutUserPolicyCommand({ UserName, PolicyName: 'the-least', PolicyDocument }));
}

interface RecordedEvent {
  readonly eventName: string;
  readonly errorCode?: string;
  readonly requestID: string;
}

/** Oldest first. */
async function eventsOf(cloud: Cloud, user: string): Promise<readonly RecordedEvent[]> {
  const { Events = [] } = await new CloudTrailClient(cloud.clientConfig()).send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: user }] }),
  );
  return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as RecordedEvent).reverse();
}

function eventRow({ eventName, errorCode, requestID }: RecordedEvent): readonly string[] {
  return [eventName, errorCode ?? 'done', requestID];
}
