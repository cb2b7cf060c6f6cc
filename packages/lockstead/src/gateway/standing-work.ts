/** What falls due without anybody asking: of the gateway itself, and of each service. */
import { type AgendaWork, schedule } from '#events/agenda';
import { blobSweep, sweepBlobs } from '#events/blob-sweep';
import type { Instant } from '#kernel/clock';
import type { Invoke } from '#service/call';
import type { Blobs } from '#store/blobs/port';
import type { Transaction } from '#store/port';
import { decisionSweep, sweepDecisions } from './decide/decision-log.ts';
import type { ServiceRegistry } from './gateway.ts';

/** By kind; a service's begin with its name. */
export function agendaItems(registry: ServiceRegistry, blobs: Blobs): ReadonlyMap<string, AgendaWork<Invoke>> {
  const items = new Map<string, AgendaWork<Invoke>>([
    [decisionSweep, sweepDecisions],
    [blobSweep, sweepBlobs(blobs)],
  ]);
  for (const [name, { definition }] of registry) {
    for (const [kind, item] of Object.entries(definition.agenda ?? {})) items.set(`${name}:${kind}`, item);
  }
  return items;
}

/** At each start: what is there already is moved to now. */
export async function scheduleStanding(tx: Transaction, registry: ServiceRegistry, now: Instant): Promise<void> {
  await schedule(tx, { id: blobSweep, kind: blobSweep, at: now, ref: '' });
  for (const [name, { definition }] of registry) {
    for (const item of definition.standing ?? []) {
      const kind = `${name}:${item}`;
      await schedule(tx, { id: kind, kind, at: now, ref: '' });
    }
  }
}
