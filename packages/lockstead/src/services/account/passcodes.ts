/**
 * One-time passcodes, and the messages that carry them. Nothing here sends mail or telephones: what AWS would send is kept for the owner of this
 * installation, who reads it with `lockstead messages`.
 */
import { type Instant, later, minutes } from '#kernel/clock';
import { type Entropy, randomBase32 } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import { accountLimits } from './limits.ts';
import type { AccountWriter } from './state.ts';

/** Six characters, as the model has it. */
export function newPasscode(entropy: Entropy): Secret {
  return new Secret(randomBase32(entropy, 6));
}

interface Sent {
  readonly passcode?: Secret;
  readonly sentAt: Instant;
  readonly id: string;
}

/** Wrong passcodes of each that was sent, counted in memory: a refused request leaves no trace in the store. Only what may be sent now is kept. */
export class WrongPasscodes {
  readonly #counts = new Map<string, number>();

  /** Whether this is the passcode, and can still be used. After too many wrong ones the right one is wrong as well. */
  accepts({ passcode, sentAt, id }: Sent, given: string, now: Instant): boolean {
    const wrong = this.#counts.get(id) ?? 0;
    if (passcode === undefined || wrong >= accountLimits.WrongPasscodes) return false;
    if (now >= later(sentAt, minutes(accountLimits.PasscodeMinutes))) return false;
    if (passcode.equals(given)) return true;
    if (this.#counts.size >= countsMax) this.#counts.delete(this.#counts.keys().next().value ?? '');
    this.#counts.set(id, wrong + 1);
    return false;
  }
}

/** Passcodes of which wrong answers are remembered; the one that was first answered wrong makes room. */
const countsMax = 10_000;

/** Keeps a message, and removes what is older than the newest hundred. */
export async function keepMessage(
  { messages }: AccountWriter,
  message: {
    readonly id: string;
    readonly at: Instant;
    readonly account: AccountId;
    readonly to: string;
    readonly subject: string;
    readonly text: Secret;
  },
): Promise<void> {
  await messages.insert(message);
  const tooMany = (await messages.count()) - accountLimits.MessagesKept;
  if (tooMany <= 0) return;
  for (const { record } of await messages.list({ index: 'at', limit: tooMany })) await messages.delete(record.id);
}
