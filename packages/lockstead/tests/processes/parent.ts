/** A parent for the tests, to be killed: keeps a child busy, and says which. */
import { silentLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { supervise } from '#processes/supervisor';

const entry = new URL('./echo-child.ts', import.meta.url);
const child = supervise({ name: 'echo', entry, log: silentLog, timers: systemTimers });
await child.request(Buffer.from('ready'));
console.log(child.pid);
for (;;) await Promise.all([child.request(Buffer.from('wait 5')), child.request(Buffer.alloc(100_000))]);
