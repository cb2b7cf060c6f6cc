/**
 * A crypto process, with the keyring that it needs. The process is started at the first request, and again when it dies. A new process has the wrapping
 * key at once, and asks for the stored keyring when it first needs it.
 */
import type { Log } from '#kernel/log';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import { entryBeside, type Supervised, supervise } from '#processes/supervisor';
import { outcomes } from './answers.ts';
import { readFields, writeFields } from './fields.ts';

/** A sealed record does not open under this root key, in this place. Somebody has changed the store, or it is another installation's. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

export interface LinkParts {
  /** For the log: `crypto`. */
  readonly name: string;
  /** `low`: it gives way to every other process of the machine. */
  readonly priority: 'usual' | 'low';
  readonly rootKey: RootKey;
  readonly timers: Timers;
  readonly log: Log;
  /** The keyring as it is stored, sealed, in base64. */
  readonly storedKeyring: () => Promise<string>;
}

export type Fields = readonly (Uint8Array | string)[];

const wrappingPurpose = 'kms keyring wrapping';

export class CryptoLink {
  readonly #process: Supervised;
  readonly #storedKeyring: () => Promise<string>;
  /** The keyring that was sent last, sealed, in base64. The process may have died since, and asks for it then. */
  keyring: string | undefined;
  /** A keyring that is being sent to the process. Requests that need it wait for the same one. */
  #sending: Promise<void> | undefined;

  constructor({ name, priority, rootKey, log, timers, storedKeyring }: LinkParts) {
    this.#storedKeyring = storedKeyring;
    this.#process = supervise({
      name,
      entry: entryBeside(import.meta.url, 'crypto-process'),
      args: priority === 'low' ? ['--low-priority'] : [],
      // Signals of others must not open an inspector, or write the heap to disk. One thread makes key pairs, so that others are not held up.
      nodeFlags: ['--disable-sigusr1'],
      environment: { UV_THREADPOOL_SIZE: '1' },
      log,
      timers,
      hello: () => [writeFields(['wrapping', rootKey.derive(wrappingPurpose)])],
    });
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** The answer's fields; `undefined` where what the caller sent was refused. Throws `BrokenSeal`, and `ProcessFailed`. */
  async ask(fields: Fields): Promise<readonly Buffer[] | undefined> {
    const payload = writeFields(fields);
    try {
      for (let left = 3; left > 0; left--) {
        const [outcome, ...answer] = readFields(await this.#process.request(payload));
        const said = String(outcome);
        // A new process, or another node has rotated the keyring; or everything was removed, and there is another keyring.
        const isOther = said === outcomes.broken && (await this.#storedKeyring()) !== this.keyring;
        if (said !== outcomes.needsKeyring && !isOther) return read(said, answer);
        await this.sendKeyring();
      }
      throw new BrokenSeal('A key material was sealed under a newer keyring than the one that is stored.');
    } finally {
      payload.fill(0);
    }
  }

  /** Of what needs no keyring. */
  async askPlainly(fields: Fields): Promise<readonly Buffer[] | undefined> {
    const [outcome, ...answer] = readFields(await this.#process.request(writeFields(fields)));
    return read(String(outcome), answer);
  }

  sendKeyring(): Promise<void> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #send(): Promise<void> {
    const keyring = await this.#storedKeyring();
    await this.askPlainly(['keyring', Buffer.from(keyring, 'base64')]);
    this.keyring = keyring;
  }
}

function read(outcome: string, answer: readonly Buffer[]): readonly Buffer[] | undefined {
  if (outcome === outcomes.done) return answer;
  if (outcome === outcomes.refused) return undefined;
  throw new BrokenSeal(
    'A sealed record of KMS does not open: it was changed, or belongs to another place or root key.',
  );
}
