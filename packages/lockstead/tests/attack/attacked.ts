/** A real server under attack, in a process of its own: whether an honest client is served meanwhile, and what it costs in memory. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { type Reply, send, signed } from '../support/signed.ts';

export interface Attacked extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly port: number;
  /** A form to IAM, signed by the administrator. */
  iam(form: string): Promise<Reply>;
  health(): Promise<number>;
  rssMb(): number;
}

export async function attacked(flags: readonly string[] = []): Promise<Attacked> {
  const data = mkdtempSync(join(tmpdir(), 'lockstead-attack-'));
  const server = await startServer(data, flags);
  const { port, keys } = server;
  const host = `127.0.0.1:${port}`;
  return {
    server,
    port,
    iam(form) {
      const headers = { host, 'content-type': 'application/x-www-form-urlencoded' };
      const unsigned = { headers, body: `Version=2010-05-08&${form}` };
      return send(port, unsigned, signed(unsigned, { keys, service: 'iam' }));
    },
    async health() {
      return (await send(port, { method: 'GET', path: '/_lockstead/health' }, { host })).status;
    },
    rssMb() {
      const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => server.child.once('exit', resolve));
      server.child.kill('SIGKILL');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
