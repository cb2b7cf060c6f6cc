/** All trails of this server: how their deliveries went, and a delivery at once. */
import { type AdminCall, json } from './admin.ts';

/** What is behind these calls; CloudTrail has it. */
export interface TrailControl {
  status(): Promise<readonly object[]>;
  /** Delivers what has happened until now, and writes digests; answers as `status` does. */
  flush(): Promise<readonly object[]>;
}

export function trailStatus(trails: TrailControl): AdminCall {
  return {
    method: 'GET',
    path: 'trails',
    action: 'GetTrails',
    handle: async () => json({ trails: await trails.status() }),
  };
}

export function flushTrails(trails: TrailControl): AdminCall {
  return {
    method: 'POST',
    path: 'trails/flush',
    action: 'FlushTrails',
    handle: async () => json({ trails: await trails.flush() }),
  };
}
