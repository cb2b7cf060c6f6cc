/**
 * When access keys and roles were last used, by the gateway's word: GetAccessKeyLastUsed, RoleLastUsed. Held in memory and written in
 * batches, since every signed request tells of a use; a crash loses at most the last batch, and what asks sees both.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { CredentialUse, CredentialUseRecorder } from '#service/ports';
import type { Session } from '#service/session';
import type { Collection, Reader, Store, Transaction } from '#store/port';
import { accountScope } from '#store/scope';

/** As GetAccessKeyLastUsed and GetRole tell it: the service by its signing name, the region by its id. */
export interface LastUse {
  readonly at: Instant;
  readonly service: string;
  readonly region: string;
}

interface UseRecord extends LastUse {
  /** An access key's id, or a role's. */
  readonly id: string;
}

interface Waiting extends UseRecord {
  readonly account: AccountId;
}

const uses: Collection<UseRecord> = { name: 'iam.lastUse', level: 'account', id: (row) => row.id, feed: false };

/** If the process is killed, the uses of the last second are lost. Measured: a batch of ten keys takes 0.3 ms of CPU, one of a hundred 1.7 ms. */
const flushMs = 1_000;
/** So many credentials in use since the last batch make the next one at once, which bounds memory. */
const waitingMax = 1_000;

/** One for each process. Each node knows its own uses at once, and those of others when they are written. */
export class CredentialUses implements CredentialUseRecorder {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #failed: (error: unknown) => void;
  readonly #waiting = new Map<string, Waiting>();
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();

  /** `failed` hears of a batch that could not be written; it is tried again with the next. */
  constructor(store: Store, timers: Timers, failed: (error: unknown) => void) {
    this.#store = store;
    this.#timers = timers;
    this.#failed = failed;
  }

  used(session: Session, { at, service, region }: CredentialUse): void {
    const id = creditedTo(session);
    const { account } = session.principal;
    if (id === undefined || account === undefined) return;
    this.#waiting.set(id, { id, account, at, service, region });
    if (this.#waiting.size >= waitingMax) this.flush().catch(this.#failed);
    else this.#flushSoon();
  }

  async lastUse(reader: Reader, account: AccountId, id: string): Promise<LastUse | undefined> {
    const waiting = this.#waiting.get(id);
    const written = await reader.in(uses, accountScope(account)).get(id);
    // Another node may have written a later one.
    if (waiting?.account !== account || (written !== undefined && written.at > waiting.at)) return written;
    return waiting;
  }

  /** With the key or role itself. */
  async forget(tx: Transaction, account: AccountId, id: string): Promise<void> {
    this.#waiting.delete(id);
    await tx.in(uses, accountScope(account)).delete(id);
  }

  /** Resolves when all uses told until now are written. */
  flush(): Promise<void> {
    const write = (): Promise<void> => this.#write();
    this.#flushing = this.#flushing.then(write, write);
    return this.#flushing;
  }

  /** Forgets what is not written yet: the state is about to be another. */
  clear(): void {
    this.#waiting.clear();
  }

  #flushSoon(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(flushMs, () => {
      this.#armed = false;
      this.flush().catch(this.#failed);
    });
  }

  async #write(): Promise<void> {
    const batch = [...this.#waiting.values()];
    if (batch.length === 0) return;
    await this.#store.transact(async (tx) => {
      for (const { account, ...use } of batch) {
        const rows = tx.in(uses, accountScope(account));
        const written = await rows.get(use.id);
        if (written === undefined || written.at <= use.at) await rows.put(use);
      }
    });
    // What was used again meanwhile waits for the next batch.
    for (const use of batch) if (this.#waiting.get(use.id) === use) this.#waiting.delete(use.id);
  }
}

/** The long-term key itself, or the role of a role session; a user's or federated session counts as a use of neither. */
function creditedTo({ principal, accessKeyId, temporary }: Session): string | undefined {
  if (principal.kind === 'assumedRole') return principal.roleId;
  return temporary === undefined ? accessKeyId : undefined;
}
