/**
 * One node and two over one PostgreSQL on this machine: reads and writes a second, and the CPU that a request costs, the nodes' and the
 * database's apart. Nothing is pinned: nodes, database and client share the cores, so on few cores a second node adds no speed. What
 * carries over to other machines is the CPU a request.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { postgresServer } from '../scripts/postgres-server.ts';
import { load } from './gateway/load.ts';
import { cpuMicros } from './gateway/processes.ts';
import { credentials, forms, type Server, startServer, stop } from './gateway/server.ts';
import type { Signer } from './gateway/signed.ts';

const users = 800;
const reads = 8000;
const warmUp = 2000;
/** An account holds 5,000 users; all rounds together make fewer, and so few that they are not counted for each. */
const writes = 600;
/** In all, however many nodes share them. */
const connections = 16;
const rounds = 3;
interface Node {
  readonly server: Server;
  readonly signer: Signer;
}

interface Figure {
  readonly rps: number;
  /** Of all nodes, a request. */
  readonly nodeMicros: number;
  readonly databaseMicros: number;
}

export async function run(progress: (line: string) => void): Promise<Record<string, number | string>> {
  await using database = await postgresServer();
  if (database === undefined) throw new Error('PostgreSQL is not installed: apt install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  const nodes: Node[] = [];
  try {
    const key = join(folder, 'root-key');
    writeFileSync(key, '07'.repeat(32), { mode: 0o600 });
    const add = async (name: string): Promise<void> => {
      nodes.push(await startNode(join(folder, name), ['--store', database.url(), '--root-key', `file:${key}`]));
    };
    await add('one');
    progress(`making ${users} users`);
    await spread(nodes, users, (i) => `Action=CreateUser&Version=2010-05-08&UserName=reader-${i}`);
    const one = await measure(nodes, database.pid, '1 node', progress);
    await add('two');
    const two = await measure(nodes, database.pid, '2 nodes', progress);
    return { ...named(one, 1), ...named(two, 2), cores: availableParallelism(), note: note(one, two) };
  } finally {
    for (const { server } of nodes) await stop(server.process);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startNode(data: string, flags: readonly string[]): Promise<Node> {
  const server = await startServer(data, flags);
  return { server, signer: { port: server.port, ...credentials(data), region: 'us-east-1', service: 'iam' } };
}

interface Figures {
  readonly getUser: Figure;
  readonly createUser: Figure;
}

async function measure(
  nodes: readonly Node[],
  database: number,
  what: string,
  progress: (line: string) => void,
): Promise<Figures> {
  const get = (i: number): string => `Action=GetUser&Version=2010-05-08&UserName=reader-${i % users}`;
  await spread(nodes, warmUp, get);
  const getUser: Figure[] = [];
  const createUser: Figure[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`${what}, round ${round + 1} of ${rounds}: ${reads} reads, ${writes} writes`);
    getUser.push(await figure(nodes, database, reads, get));
    const create = (i: number): string =>
      `Action=CreateUser&Version=2010-05-08&UserName=writer-${nodes.length}-${round}-${i}`;
    createUser.push(await figure(nodes, database, writes, create));
  }
  return { getUser: best(getUser), createUser: best(createUser) };
}

async function figure(
  nodes: readonly Node[],
  database: number,
  count: number,
  form: (i: number) => string,
): Promise<Figure> {
  const ofNodes = (): number => nodes.reduce((sum, { server }) => sum + cpuMicros(server.pid), 0);
  const [nodesBefore, databaseBefore] = [ofNodes(), cpuMicros(database)];
  const seconds = await spread(nodes, count, form);
  await written(nodes);
  return {
    rps: count / seconds,
    nodeMicros: (ofNodes() - nodesBefore) / count,
    databaseMicros: (cpuMicros(database) - databaseBefore) / count,
  };
}

/** Events of reads are written a moment after their answers; they belong to the cost. Who looks at the history has it written first. */
async function written(nodes: readonly Node[]): Promise<void> {
  for (const { signer } of nodes) {
    const client = new CloudTrailClient({
      endpoint: `http://127.0.0.1:${signer.port}`,
      region: signer.region,
      credentials: { accessKeyId: signer.accessKeyId, secretAccessKey: signer.secret },
    });
    await client.send(new LookupEventsCommand({ MaxResults: 1 }));
  }
}

/** Each node gets its share of the requests, over its share of the connections; answers how many seconds it took. */
async function spread(nodes: readonly Node[], count: number, form: (i: number) => string): Promise<number> {
  const share = count / nodes.length;
  const prepared = nodes.map(({ signer }, at) => forms(signer, share, (i) => form(at * share + i)));
  const began = performance.now();
  const loads = nodes.map(({ server }, at) => load(server.port, prepared[at] ?? [], share, connections / nodes.length));
  for (const { failures, requests } of await Promise.all(loads)) {
    if (failures > 0) throw new Error(`${failures} of ${requests} requests failed`);
  }
  return (performance.now() - began) / 1000;
}

/** The machine may be shared: the round that was disturbed least. */
function best(figures: readonly Figure[]): Figure {
  return {
    rps: Math.max(...figures.map(({ rps }) => rps)),
    nodeMicros: Math.min(...figures.map(({ nodeMicros }) => nodeMicros)),
    databaseMicros: Math.min(...figures.map(({ databaseMicros }) => databaseMicros)),
  };
}

function named({ getUser, createUser }: Figures, nodes: 1 | 2): Record<string, number> {
  return {
    [`getUserRps${nodes}`]: getUser.rps,
    [`getUserRps${nodes}CpuMicros`]: getUser.nodeMicros,
    [`getUserRps${nodes}DatabaseCpuMicros`]: getUser.databaseMicros,
    [`createUserRps${nodes}`]: createUser.rps,
    [`createUserRps${nodes}CpuMicros`]: createUser.nodeMicros,
    [`createUserRps${nodes}DatabaseCpuMicros`]: createUser.databaseMicros,
  };
}

/** What the figures say where there are more cores, and what they do not. */
function note(one: Figures, two: Figures): string {
  const perSecond = (micros: number): number => Math.round(1e6 / micros);
  const line = (name: string, { nodeMicros }: Figure, { databaseMicros }: Figure): string =>
    `${name}: a core for one node's work does at most ${perSecond(nodeMicros)} a second, a core of the database at most ` +
    `${perSecond(databaseMicros)}, so a database core is kept busy by ${(nodeMicros / databaseMicros).toFixed(1)} nodes`;
  return (
    `${line('GetUser', one.getUser, two.getUser)}. ${line('CreateUser', one.createUser, two.createUser)}. ` +
    `Measured on ${availableParallelism()} cores that nodes, database and client share, on loopback: the requests a second are what that ` +
    'leaves and say nothing of more cores. The CPU figures bound what more cores can give from above; waiting for the disk at each commit, ' +
    'for the network and for races between nodes is not in them, and has not been measured on more cores.'
  );
}
