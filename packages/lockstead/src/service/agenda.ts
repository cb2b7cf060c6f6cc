/** Work of a service that falls due: rotation, expiry, delivery. See events/agenda.ts for when and how it runs. */
import type { AgendaWork } from '#events/agenda';
import type { Invoke } from './call.ts';

/** `prepare` calls other services with transactions of their own; calls from `handle` belong to its transaction. */
export type AgendaItem<Prepared = unknown> = AgendaWork<Invoke, Prepared>;
