/**
 * Child processes of the server, for work that must not share the server's memory (key material) or event loop (traffic), or end with it. One
 * is started when it is
 * first asked, and again when it dies; requests that it had not answered go to the next one. None outlives the server, whoever is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import type { Duplex } from 'node:stream';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import { parentSocket } from './child.ts';
import { type Frame, FrameReader, frameKinds, frameOf } from './frames.ts';
import { type ProcessLimits, processLimits } from './limits.ts';

/** The child refused the request, or died each time it tried. The message is the child's own, or says that it died. */
export class ProcessFailed extends Error {
  override readonly name = 'ProcessFailed';
}

export interface Supervision {
  /** For the log: `crypto`. */
  readonly name: string;
  /** The file that it runs; see `entryBeside`. */
  readonly entry: URL;
  readonly args?: readonly string[];
  /** Flags of Node's. */
  readonly nodeFlags?: readonly string[];
  /** Of the server's environment the child gets only `PATH`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly timers: Timers;
  /** Asked at each start: the first requests that a new process gets, such as its keys. It is ready when all are answered. */
  readonly hello?: () => readonly Uint8Array[];
  /** Called with each notice that the child sends without being asked. */
  readonly notice?: (payload: Buffer) => void;
  readonly limits?: Partial<ProcessLimits>;
}

export interface Supervised {
  /**
   * The answer. A request may be carried out twice, where the process dies before it has answered. Resolves later where many are under way.
   * Rejects with
   * `ProcessFailed`.
   */
  request(payload: Uint8Array): Promise<Buffer>;
  /** Tells it something, if it runs. */
  notify(payload: Uint8Array): void;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Lets what is under way end, for a moment, and ends the process. */
  stop(): Promise<void>;
}

interface Asked {
  readonly payload: Uint8Array;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: Error) => void;
  /** How many processes have died while it was the only one. */
  deaths: number;
  /** One of the first requests of a new process. It is not repeated, because the next process gets first requests of its own. */
  readonly isGreeting: boolean;
}

export function supervise(supervision: Supervision): Supervised {
  return new Supervisor(supervision);
}

/** The sources run as they are, or compiled: the entry stands beside the caller in either. */
export function entryBeside(caller: string, name: string): URL {
  return new URL(`./${name}.${caller.endsWith('.ts') ? 'ts' : 'js'}`, caller);
}

class Supervisor implements Supervised {
  readonly #supervision: Supervision;
  readonly #limits: ProcessLimits;
  /** Waiting for a place, first come first served. */
  readonly #waiting: Asked[] = [];
  /** Requests that were under way when a process died. One of them may be the cause, so each runs alone in the next process. */
  readonly #suspects: Asked[] = [];
  readonly #underWay = new Map<number, Asked>();
  #nextId = 1;
  #child: { readonly process: ChildProcess; readonly socket: Duplex } | undefined;
  #isReady = false;
  #deathsInARow = 0;
  #isResting = false;
  #isStopped = false;
  #idle: (() => void) | undefined;

  constructor(supervision: Supervision) {
    this.#supervision = supervision;
    this.#limits = { ...processLimits, ...supervision.limits };
  }

  get pid(): number | undefined {
    return this.#child?.process.pid;
  }

  request(payload: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#isStopped) {
        reject(new ProcessFailed(`the ${this.#supervision.name} process has been stopped`));
        return;
      }
      this.#waiting.push({ payload, resolve, reject, deaths: 0, isGreeting: false });
      this.#goOn();
    });
  }

  notify(payload: Uint8Array): void {
    if (this.#child !== undefined) this.#write(this.#child.socket, frameOf(frameKinds.notice, 0, payload));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (child === undefined) {
      this.#failAll('the server stops');
      return;
    }
    const { timers, name } = this.#supervision;
    const exited = new Promise<void>((resolve) => {
      child.process.once('exit', () => resolve());
    });
    if (!this.#isIdle) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        timers.after(this.#limits.stopMsMax, resolve);
      });
    }
    child.socket.end();
    const cancel = timers.after(this.#limits.stopMsMax, () => child.process.kill('SIGKILL'));
    await exited;
    cancel();
    this.#failAll(`the ${name} process was stopped`);
  }

  #goOn(): void {
    if (this.#child === undefined) {
      if (!this.#isResting && !this.#isIdle) this.#start();
      return;
    }
    if (this.#suspects.length > 0) {
      if (this.#isReady && this.#underWay.size === 0) this.#send(this.#suspects.shift() as Asked);
      return;
    }
    while (this.#isReady && this.#waiting.length > 0 && this.#underWay.size < this.#limits.underWayMax) {
      if (this.#child.socket.writableNeedDrain) return;
      this.#send(this.#waiting.shift() as Asked);
    }
  }

  #send(asked: Asked): void {
    const id = this.#nextId;
    this.#nextId = id === 0xffff_ffff ? 1 : id + 1;
    let frame: Buffer;
    try {
      frame = frameOf(frameKinds.request, id, asked.payload);
    } catch (error) {
      asked.reject(error as Error);
      return;
    }
    this.#underWay.set(id, asked);
    if (this.#child !== undefined) this.#write(this.#child.socket, frame);
  }

  /** The frames of one turn of the event loop leave together: waking the child for each costs more than most of what it does. */
  #write(socket: Duplex, frame: Buffer): void {
    if (socket.writableCorked === 0) {
      socket.cork();
      this.#supervision.timers.soon(() => socket.uncork());
    }
    socket.write(frame);
  }

  #start(): void {
    const { name, entry, args = [], nodeFlags = [], environment = {}, log, hello } = this.#supervision;
    const command = [process.execPath, ...nodeFlags, entry.pathname, ...args];
    // No core dumps: they would contain the secrets that this process guards.
    const [file, ...rest] =
      process.platform === 'win32' ? command : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', name, ...command];
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
    const child = spawn(file as string, rest, {
      stdio: [...stdio],
      env: { PATH: process.env['PATH'] ?? '', ...environment },
    });
    const socket = child.stdio[parentSocket] as Duplex;
    this.#child = { process: child, socket };
    const frames = new FrameReader();
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        log.warn('a child process said something', { process: name, text: text.slice(0, this.#limits.saidLengthMax) });
      });
    }
    socket.on('drain', () => this.#goOn());
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of frames.read(chunk)) this.#had(frame);
      } catch (error) {
        log.error('a child process does not speak as it should', { process: name, error: String(error) });
        child.kill('SIGKILL');
      }
    });
    // A broken socket means that the process has ended: `close` below handles that.
    socket.on('error', () => undefined);
    child.on('error', (error) => log.error('a child process did not start', { process: name, error: String(error) }));
    child.once('close', (code, signal) => this.#died(code, signal));
    this.#greet(hello?.() ?? []);
  }

  /** Others wait until these are answered. */
  #greet(first: readonly Uint8Array[]): void {
    let left = first.length;
    const ready = (): void => {
      this.#isReady = true;
      this.#goOn();
    };
    if (left === 0) ready();
    for (const payload of first) {
      const answered = (): void => {
        left -= 1;
        if (left === 0) ready();
      };
      const failed = (error: Error): void => {
        this.#supervision.log.error('a child process refuses to begin', {
          process: this.#supervision.name,
          error: error.message,
        });
        this.#child?.process.kill('SIGKILL');
      };
      this.#send({ payload, resolve: answered, reject: failed, deaths: 0, isGreeting: true });
    }
  }

  #had({ kind, id, payload }: Frame): void {
    if (kind === frameKinds.notice) {
      this.#supervision.notice?.(payload);
      return;
    }
    const asked = this.#underWay.get(id);
    if (asked === undefined) return;
    this.#underWay.delete(id);
    this.#deathsInARow = 0;
    if (kind === frameKinds.response) asked.resolve(payload);
    else asked.reject(new ProcessFailed(payload.toString()));
    this.#goOn();
    if (this.#isIdle) this.#idle?.();
  }

  #died(code: number | null, signal: string | null): void {
    const { name, log, timers } = this.#supervision;
    this.#child?.socket.destroy();
    this.#child = undefined;
    this.#isReady = false;
    const wasAlone = this.#underWay.size === 1;
    for (const asked of this.#underWay.values()) {
      if (wasAlone) asked.deaths += 1;
      if (asked.isGreeting) continue;
      if (asked.deaths < this.#limits.deathsMax) this.#suspects.push(asked);
      else asked.reject(new ProcessFailed(`the ${name} process died`));
    }
    this.#underWay.clear();
    if (this.#isStopped) return;
    this.#deathsInARow += 1;
    log.error('a child process died, and is started again', { process: name, code, signal });
    const { restMsFirst, restMsMax } = this.#limits;
    // The first restart is immediate, because a caller waits.
    const rest = this.#deathsInARow === 1 ? 0 : Math.min(restMsFirst * 2 ** (this.#deathsInARow - 2), restMsMax);
    this.#isResting = true;
    timers.after(rest, () => {
      this.#isResting = false;
      this.#goOn();
    });
  }

  get #isIdle(): boolean {
    return this.#underWay.size + this.#suspects.length + this.#waiting.length === 0;
  }

  #failAll(why: string): void {
    const all = [...this.#underWay.values(), ...this.#suspects, ...this.#waiting];
    this.#underWay.clear();
    this.#suspects.length = 0;
    this.#waiting.length = 0;
    for (const { reject } of all) reject(new ProcessFailed(why));
  }
}
