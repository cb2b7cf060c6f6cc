/**
 * Monotonic timers for sockets, batching and health checks. Domain work that falls due is a row in events/agenda, never one of these:
 * `setTimeout(f, 2**31)` fires after a millisecond, and timers die with the process.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Timers {
  /** Runs once, after at least `ms`. Never keeps the process alive. Answers how to cancel it. */
  after(ms: number, run: () => void): () => void;
  every(ms: number, run: () => void): () => void;
  /** Runs after the work now at hand, before any timer. */
  soon(run: () => void): void;
  /** Milliseconds on a clock that never goes back. */
  monotonicMs(): number;
  /** How late the event loop was since the last reading, at the 99th percentile, in milliseconds. */
  loopDelayP99Ms(): number;
}

/** The longest delay a Node timer takes without wrapping round. */
const delayMsMax = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after(ms, run) {
    if (ms > delayMsMax) throw new RangeError(`a timer takes at most ${delayMsMax} ms; use the agenda`);
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
  soon(run) {
    setImmediate(run);
  },
  monotonicMs: () => performance.now(),
  loopDelayP99Ms() {
    // Node records the whole interval between two looks. The lateness is what exceeds the planned interval.
    const late = Math.max(0, loopDelay().percentile(99) / 1e6 - loopDelayEveryMs);
    loopDelay().reset();
    return late;
  },
};

const loopDelayEveryMs = 10;
let measured: ReturnType<typeof monitorEventLoopDelay> | undefined;

function loopDelay(): ReturnType<typeof monitorEventLoopDelay> {
  if (measured === undefined) {
    measured = monitorEventLoopDelay({ resolution: loopDelayEveryMs });
    measured.enable();
  }
  return measured;
}
