/**
 * Probes from the model against a Lockstead over its socket: every operation that is done, at the edges of every constraint.
 * `node packages/conformance/src/probes.ts` prints what is answered wrongly and compares with `baseline.json`, `--write` writes that anew.
 */
import { Agent } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import {
  generateProbes,
  loadModel,
  type Probe,
  requestOfProbe,
  type ServiceEntry,
  type ServiceModel,
  serviceById,
} from '@lockstead/wire';
import { type Cloud, startLockstead } from 'lockstead';
import { byService, readBaseline, shortfalls, writeBaseline } from './probes/baseline.ts';
import { complaintOf } from './probes/judge.ts';
import { fillAccount, type Known } from './probes/probed-account.ts';
import { fillBucket } from './probes/probed-bucket.ts';
import { knownCosts } from './probes/probed-costs.ts';
import { fillMember } from './probes/probed-member.ts';
import { fillOrganization } from './probes/probed-organization.ts';
import { fillTrail } from './probes/probed-trail.ts';
import { type Reply, sendSigned } from './probes/send.ts';
import type { OperationVerdict } from './probes/verdict.ts';

/** Whether an operation is asked; all, where nothing is said. */
export type Choose = (operation: string, index: number) => boolean;

/** Operations of which the model alone makes no valid request have no verdict. */
export async function runProbes(choose: Choose = () => true): Promise<readonly OperationVerdict[]> {
  await using cloud = await startLockstead({ ephemeral: true });
  await using strictCloud = await startLockstead({ ephemeral: true, strict: true });
  const target = new Target(cloud);
  const strictTarget = new Target(strictCloud);
  const verdicts: OperationVerdict[] = [];
  try {
    for (const [entry, operations] of await target.operationsDone()) {
      const model = await loadModel(entry);
      for (const operation of operations.filter(choose)) {
        await cloud.reset();
        const known = {
          ...(await fillAccount(cloud)),
          ...(await fillOrganization(cloud, entry.id, operation)),
          ...(await fillMember(cloud, entry.id, operation)),
          ...(await fillTrail(cloud, entry.id, operation)),
          ...(await fillBucket(cloud, entry.id, operation)),
          ...knownCosts(cloud, entry.id),
        };
        const probes = probesOf(model, operation, known);
        if (probes === undefined) continue;
        const plain = await judgeAll(target, model, probes, false);
        const unknown = probes.filter(({ expect }) => expect === 'ignored');
        const strict = await judgeAll(strictTarget, model, unknown, true);
        verdicts.push({
          service: entry.id,
          operation,
          right: plain.right + strict.right,
          wrong: [...plain.wrong, ...strict.wrong],
          done: plain.done,
        });
      }
    }
  } finally {
    target.close();
    strictTarget.close();
  }
  return verdicts;
}

/** The operations, as `service:operation`, for which the model alone is enough to make a valid request. */
export async function operationsToProbe(): Promise<readonly string[]> {
  await using cloud = await startLockstead({ ephemeral: true });
  const target = new Target(cloud);
  const found: string[] = [];
  try {
    for (const [entry, operations] of await target.operationsDone()) {
      const model = await loadModel(entry);
      const canBeProbed = operations.filter((operation) => probesOf(model, operation, {}) !== undefined);
      found.push(...canBeProbed.map((operation) => `${entry.id}:${operation}`));
    }
  } finally {
    target.close();
  }
  return found;
}

function probesOf(model: ServiceModel, name: string, known: Known): readonly Probe[] | undefined {
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`${model.entry.id} has no operation ${name}`);
  return generateProbes(model, operation, known);
}

async function judgeAll(
  target: Target,
  model: ServiceModel,
  probes: readonly Probe[],
  strict: boolean,
): Promise<Pick<OperationVerdict, 'right' | 'wrong' | 'done'>> {
  const wrong: string[] = [];
  let done = 0;
  for (const probe of probes) {
    const name = strict ? `${probe.name}, strictly` : probe.name;
    try {
      const reply = await target.send(model, probe);
      if (reply.status >= 200 && reply.status < 300) done += 1;
      const complaint = complaintOf(model, probe, reply, strict);
      if (complaint !== undefined) wrong.push(`${name}: ${complaint}`);
    } catch (error) {
      wrong.push(`${name}: ${String(error)}`);
    }
  }
  return { right: probes.length - wrong.length, wrong, done };
}

/** A Lockstead and the connections to it. */
class Target {
  readonly #cloud: Cloud;
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  async send(model: ServiceModel, probe: Probe): Promise<Reply> {
    const operation = model.operations.get(probe.operation);
    if (operation === undefined) throw new Error(`no operation ${probe.operation}`);
    const { endpoint, credentials, region, clock } = this.#cloud;
    const signer = { credentials, region, service: model.entry.signingName, at: clock.now() };
    return await sendSigned(endpoint, this.#agent, requestOfProbe(model, operation, probe), signer);
  }

  /** By service, in the order of the alphabet. */
  async operationsDone(): Promise<readonly (readonly [ServiceEntry, readonly string[]])[]> {
    const { endpoint, credentials, region, clock } = this.#cloud;
    const request = { method: 'GET', path: '/_lockstead/coverage', query: '', headers: {}, body: '' };
    const signer = { credentials, region, service: 'lockstead', at: clock.now() };
    const reply = await sendSigned(endpoint, this.#agent, request, signer);
    if (reply.status !== 200) throw new Error(`coverage answers ${reply.status}: ${reply.text}`);
    const { services } = JSON.parse(reply.text) as Coverage;
    return Object.entries(services)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([id, { operations }]) => {
        const entry = serviceById(id);
        if (entry === undefined) throw new Error(`no service ${id}`);
        return [
          entry,
          Object.keys(operations)
            .filter((name) => operations[name] === 'done')
            .sort(),
        ] as const;
      });
  }

  close(): void {
    this.#agent.destroy();
  }
}

interface Coverage {
  readonly services: Readonly<Record<string, { readonly operations: Readonly<Record<string, unknown>> }>>;
}

export const baselinePath: string = join(import.meta.dirname, '../baseline.json');

export function summaryOf(verdicts: readonly OperationVerdict[]): string {
  const lines = byService(verdicts).map(([service, all]) => {
    const sum = (count: (one: OperationVerdict) => number): number => all.reduce((total, one) => total + count(one), 0);
    const right = sum((one) => one.right);
    const asked = right + sum(({ wrong }) => wrong.length);
    return `${service}: ${right} of ${asked} probes of ${all.length} operations answered right, ${sum(({ done }) => done)} carried out`;
  });
  return [...lines, ...verdicts.flatMap(({ wrong }) => wrong.map((line) => `  ${line}`)), ''].join('\n');
}

if (import.meta.main) {
  const verdicts = await runProbes();
  process.stdout.write(summaryOf(verdicts));
  if (process.argv.includes('--write')) writeBaseline(baselinePath, verdicts);
  const missing = shortfalls(readBaseline(baselinePath), verdicts, true);
  for (const line of missing) process.stdout.write(`${line}\n`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
