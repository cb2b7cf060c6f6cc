/**
 * A Lockstead that serves one more service, `probe`: the same small read twice, once as any other and once as a durable one, whose event is on
 * disk before the answer. Its first line says where it listens and whose keys to use.
 */
import { join } from 'node:path';
import { parseConfig } from '../../packages/lockstead/src/config/config.ts';
import { loadRootKey } from '../../packages/lockstead/src/config/root-key.ts';
import { systemClock } from '../../packages/lockstead/src/kernel/clock.ts';
import { systemEntropy } from '../../packages/lockstead/src/kernel/entropy.ts';
import { silentLog } from '../../packages/lockstead/src/kernel/log.ts';
import { systemTimers } from '../../packages/lockstead/src/kernel/timers.ts';
import { start } from '../../packages/lockstead/src/main.ts';
import type { Authorize } from '../../packages/lockstead/src/service/authorization.ts';
import type { ReadOperation } from '../../packages/lockstead/src/service/operation.ts';
import { defineService } from '../../packages/lockstead/src/service/service.ts';
import { modelOfSchemas, type ServiceEntry, serviceById } from '../../packages/wire/src/index.ts';

const [operationKind, structKind, text] = [9, 3, 0];
const space = 'com.amazonaws.probe';

function entry(): ServiceEntry {
  const iam = serviceById('iam');
  if (iam === undefined) throw new TypeError('there is IAM');
  const { clientPackage: _, ...like } = iam;
  return {
    ...like,
    id: 'probe',
    signingName: 'probe',
    apiVersion: '2026-11-30',
    eventSource: 'probe.amazonaws.com',
    endpointPrefix: 'probe',
  };
}

interface Named {
  readonly Name: string;
}

function read<const Name extends string>(
  name: Name,
  durable: boolean,
): ReadOperation<Named, Named> & { readonly name: Name } {
  return {
    name,
    effect: 'read',
    ...(durable ? { durable: true } : {}),
    handle: async ({ Name: Own }) => ({ Name: Own }),
  };
}

const onThing: Authorize<Named> = async ({ Name }, _reader, { account }) => [
  { action: 'probe:Read', resource: `arn:aws:probe::${account}:thing/${Name}`, owner: account },
];

const named = [structKind, space, 'Named', {}, ['Name'], [text], 1];
const probe = defineService({
  name: 'probe',
  global: true,
  model: modelOfSchemas(entry(), [
    [operationKind, space, 'Read', {}, named, named],
    [operationKind, space, 'ReadDurably', {}, named, named],
  ]),
  operations: [read('Read', false), read('ReadDurably', true)],
  authorization: { Read: onThing, ReadDurably: onThing },
});

const data = process.argv[2] ?? '';
const config = parseConfig({ port: '0', data: join(data, 'probe'), 'log-level': 'silent' });
const [clock, entropy] = [systemClock(), systemEntropy()];
const running = await start(config, {
  clock,
  entropy,
  timers: systemTimers,
  log: silentLog,
  rootKey: await loadRootKey(config, { environment: {}, entropy }),
  furtherServices: () => [probe],
});
const { accessKeyId, secretAccessKey } = running.admin;
console.log(JSON.stringify({ endpoint: running.endpoint, accessKeyId, secretAccessKey: secretAccessKey.reveal() }));
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
