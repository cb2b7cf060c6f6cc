/** The way from a right password to a session: a second factor where there is one, a new password where one is wanted. */
import type { Instant } from '#kernel/clock';
import type { Secret } from '#kernel/secret';
import type { SiteAnswer } from '#service/site';
import { devicesOf, notePasswordUse, type PasskeyRecord, passkeysOf, type SignInPerson } from '#services/iam/api';
import type { Reader, Transaction } from '#store/port';
import type { SignInParts } from '../parts.ts';
import { insertSignIn, newToken, type Stage } from '../sessions.ts';
import { signInEvent } from '../sign-in-events.ts';
import type { Visit } from '../visit.ts';

type Next = Exclude<Stage, 'ticket'>;

const pageOf: Readonly<Record<Next, string>> = { factor: '/second-factor', password: '/new-password', open: '/' };

export interface Proved {
  readonly person: SignInPerson;
  readonly mfaAt?: Instant;
  readonly mfaSerial?: string;
  /** Whether the new password was chosen just now. */
  readonly hasNewPassword?: true;
}

export interface Factors {
  /** Serial numbers. */
  readonly authenticators: readonly string[];
  readonly passkeys: readonly PasskeyRecord[];
  readonly any: boolean;
}

/** Whether a person has a second factor, and of which kinds. */
export async function factorsOf(reader: Reader, person: SignInPerson): Promise<Factors> {
  const authenticators = await devicesOf(reader, person);
  const passkeys = await passkeysOf(reader, person);
  return { authenticators, passkeys, any: authenticators.length + passkeys.length > 0 };
}

async function stageOf(tx: Transaction, { person, mfaAt, hasNewPassword }: Proved): Promise<Next> {
  if (mfaAt === undefined && (await factorsOf(tx, person)).any) return 'factor';
  return person.passwordChange === 'required' && hasNewPassword === undefined ? 'password' : 'open';
}

/** Part of a transaction: makes the next stage's sign-in. Whoever is in has signed in, and that is an event. */
export async function goOn(
  tx: Transaction,
  parts: SignInParts,
  visit: Visit,
  proved: Proved,
): Promise<{ readonly token: Secret; readonly stage: Next }> {
  const { person, mfaAt, mfaSerial } = proved;
  const { account, ownerId, principal } = person;
  const now = parts.clock.now();
  const stage = await stageOf(tx, proved);
  const token = newToken(parts.entropy);
  const factor = { ...(mfaAt === undefined ? {} : { mfaAt }), ...(mfaSerial === undefined ? {} : { mfaSerial }) };
  await insertSignIn(tx, { token, stage, account, owner: ownerId, ...factor }, now);
  if (stage === 'open') {
    await notePasswordUse(tx, person, now);
    const { transport, origin } = visit.request;
    await parts.furtherEvents.record(
      tx,
      signInEvent({
        name: 'ConsoleLogin',
        at: now,
        account,
        region: parts.region,
        transport,
        session: { principal },
        outcome: 'Success',
        data: {
          LoginTo: `${origin}/`,
          MFAUsed: mfaAt === undefined ? 'No' : 'Yes',
          ...(mfaSerial === undefined ? {} : { MFAIdentifier: mfaSerial }),
        },
      }),
    );
  }
  return { token, stage };
}

/** The same to a script, which goes there by itself. */
export function goneOnByScript(visit: Visit, { token, stage }: Awaited<ReturnType<typeof goOn>>): SiteAnswer {
  return visit.json({ goTo: pageOf[stage] }, 200, visit.cookie(token));
}

export function goneOn(visit: Visit, { token, stage }: Awaited<ReturnType<typeof goOn>>): SiteAnswer {
  return visit.goTo(pageOf[stage], visit.cookie(token));
}
