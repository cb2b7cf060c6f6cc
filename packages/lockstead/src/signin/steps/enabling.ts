/**
 * Giving a second factor to whoever is at the page where no operation of IAM does it: a passkey, and every device of the root user. AWS's console
 * asks for `iam:EnableMFADevice` and records it; so do these pages, denials too.
 */
import { AwsError } from '#kernel/aws-error';
import type { SignInPerson } from '#services/iam/api';
import type { Transaction } from '#store/port';
import type { SignInParts } from '../parts.ts';
import { globalRegion } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';
import type { Present } from './present.ts';

export type Owner = Present & { readonly person: SignInPerson };

/** Throws the denial, once it is recorded. `context`: the condition keys of the action. */
export async function requireMayEnable(
  parts: SignInParts,
  visit: Visit,
  owner: Owner,
  context: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { person, session } = owner;
  const at = { person: session, transport: visit.request.transport, region: parts.region };
  const pair = { action: 'iam:EnableMFADevice', resource: person.principal.arn, owner: person.account, context };
  try {
    await parts.authorize(at, pair);
  } catch (error) {
    if (error instanceof AwsError) {
      const { code, message } = error;
      await parts.store.transact((tx) => record(tx, parts, visit, owner, { error: { code, message } }));
    }
    throw error;
  }
}

/** Part of the transaction that enables it. */
export async function recordEnabled(
  tx: Transaction,
  parts: SignInParts,
  visit: Visit,
  owner: Owner,
  serialNumber: string,
): Promise<void> {
  await record(tx, parts, visit, owner, { serialNumber });
}

interface Told {
  readonly serialNumber?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

/** AWS DIFFERS? Its event of a device has these members; of which kind of event it is in the console is not documented. */
async function record(
  tx: Transaction,
  { clock, furtherEvents }: SignInParts,
  { request: { transport } }: Visit,
  { person: { account, principal }, session }: Owner,
  { serialNumber, error }: Told,
): Promise<void> {
  await furtherEvents.record(tx, {
    type: 'AwsConsoleAction',
    source: 'iam.amazonaws.com',
    name: 'EnableMFADevice',
    at: clock.now(),
    account,
    region: globalRegion,
    session,
    transport,
    readOnly: false,
    ...(error === undefined ? {} : { error }),
    requestParameters: {
      ...(principal.kind === 'user' ? { userName: principal.userName } : {}),
      ...(serialNumber === undefined ? {} : { serialNumber }),
    },
  });
}
