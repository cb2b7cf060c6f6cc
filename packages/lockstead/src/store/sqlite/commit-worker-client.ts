import { Worker } from 'node:worker_threads';
import type { Written } from './connection.ts';
import type { CommitThread } from './group-commit.ts';

/** The worker ended while it was committing, so it is not known whether it committed. */
class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

type Answer = 'ready' | undefined | { readonly errcode: number; readonly message: string };

/** The commit's thread as the group commit sees it: one group at a time. */
export class CommitWorker implements CommitThread {
  readonly #worker: Worker;
  #state: 'starting' | 'ready' | 'gone' = 'starting';
  #waiting: Waiting | undefined;
  /** Resolves when it can commit, or never will. */
  readonly started: Promise<void>;
  #startEnded: () => void = () => undefined;

  constructor(path: string) {
    // The sources run as they are, or compiled: the thread's file stands beside this one in either.
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./commit-worker.${extension}`, import.meta.url), { workerData: path });
    this.started = new Promise((resolve) => {
      this.#startEnded = resolve;
    });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#lost(error));
    this.#worker.on('exit', () => this.#lost(undefined));
  }

  get state(): 'starting' | 'ready' | 'gone' {
    return this.#state;
  }

  /** Resolves when the group is on disk. Rejects with an `errcode` where the database refused it, or with `CommitUnknown`. */
  commit(group: readonly Written[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      // A caller waits for the answer, so the process must not end before it.
      this.#worker.ref();
      this.#worker.postMessage(group);
    });
  }

  async close(): Promise<void> {
    await this.started;
    if (this.#state === 'gone') return;
    const gone = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.ref();
    this.#worker.postMessage('close');
    await gone;
  }

  #answered(answer: Answer): void {
    if (answer === 'ready') {
      this.#state = 'ready';
      this.#startEnded();
      this.#worker.unref();
      return;
    }
    this.#worker.unref();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (answer === undefined) waiting?.resolve();
    else waiting?.reject(Object.assign(new Error(answer.message), { errcode: answer.errcode }));
  }

  #lost(cause: Error | undefined): void {
    this.#state = 'gone';
    this.#startEnded();
    this.#waiting?.reject(new CommitUnknown("the commit's thread ended", { cause }));
    this.#waiting = undefined;
  }
}
