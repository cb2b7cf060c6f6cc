/** The same seams in the whole product: what main puts together carries changes to subscribers and does what falls due, over restarts too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '#config/config';
import { schedule } from '#events/agenda';
import { hours, later, milliseconds, systemClock } from '#kernel/clock';
import { seededEntropy, systemEntropy } from '#kernel/entropy';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { type Running, start } from '#main';
import type { ServiceDefinition } from '#service/service';
import { send, signed } from '../support/signed.ts';
import { vault } from '../support/vault.ts';

interface Heard {
  readonly changes: string[];
  readonly due: string[];
}

/** The vault, with a listener to all that happens and work that comes back each hour. */
function listening(heard: Heard): ServiceDefinition {
  return {
    ...vault({ prepared: [], abandoned: [] }),
    subscribers: [
      {
        name: 'vault.listener',
        async handle(batch) {
          for (const { collection, id } of batch) if (collection === 'vault.seal') heard.changes.push(id);
        },
      },
    ],
    agenda: {
      hourly: {
        async handle(due, { tx, now }) {
          heard.due.push(due.kind);
          await schedule(tx, { ...due, at: later(now, hours(1)) });
        },
      },
    },
    standing: ['hourly'],
  };
}

const rootKey = RootKey.generate(seededEntropy('product'));

async function started(data: string, heard: Heard, further = [listening(heard)]): Promise<Running> {
  const config = parseConfig({ port: '0', data, 'log-level': 'silent', dev: true });
  const [clock, entropy] = [systemClock(), systemEntropy()];
  return await start(config, {
    clock,
    entropy,
    timers: systemTimers,
    log: silentLog,
    rootKey,
    furtherServices: () => further,
  });
}

async function seal(running: Running, Name: string): Promise<number> {
  const { port, host } = new URL(running.endpoint);
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Fixture_vault.Seal' };
  const unsigned = { headers, body: JSON.stringify({ Name, Text: 'x' }) };
  const { accessKeyId, secretAccessKey } = running.admin;
  const keys = { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
  return (await send(Number(port), unsigned, signed(unsigned, { keys, service: 'vault' }))).status;
}

test('a further service is served, heard and reminded, over a restart and a reset', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-product-'));
  const data = join(folder, 'state');
  try {
    const heard: Heard = { changes: [], due: [] };
    const first = await started(data, heard);
    expect(await seal(first, 'one')).toBe(200);
    await expect.poll(() => heard.changes).toEqual(['one']);
    await first.moveClock(milliseconds(hours(3)));
    // Late work is done once, not once for each hour that was missed.
    expect(heard.due.length).toBeLessThanOrEqual(2);
    expect(heard.due).toContain('vault:hourly');
    const coverage = await (await fetch(`${first.endpoint}/_lockstead/coverage`)).json();
    expect(coverage).toMatchObject({
      services: { vault: { operations: { Look: 'done', Press: 'done', Seal: 'done' } } },
    });
    await first.stop();

    const deaf = await started(data, heard, [{ ...listening(heard), subscribers: [] }]);
    expect(await seal(deaf, 'two')).toBe(200);
    await deaf.stop();
    expect(heard.changes).toEqual(['one']);

    const third = await started(data, heard);
    await expect.poll(() => heard.changes).toEqual(['one', 'two']);
    await third.reset();
    expect(await seal(third, 'three')).toBe(200);
    await expect.poll(() => heard.changes.at(-1)).toBe('three');
    await third.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
