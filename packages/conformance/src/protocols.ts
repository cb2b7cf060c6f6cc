/**
 * Every protocol spoken by the AWS CLI and boto3 with the wire's fixture server, which has the services that the product does not serve yet.
 * Alone: `node packages/conformance/src/protocols.ts [VENV]`, a Python environment with both.
 */
import { partialDeepStrictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import process from 'node:process';
import { type FixtureServer, startFixtureServer } from '../../wire/tests/fixture-server.ts';
import { awsCli, Boto3, type Client, Surroundings } from './protocols/clients.ts';
import { type Round, rounds } from './protocols/rounds.ts';

/** What went otherwise than it should, in a line; `undefined` where the round is met, false where the client makes no such call. */
async function tried(fixture: FixtureServer, client: Client, round: Round): Promise<string | false | undefined> {
  fixture.answer = round.answer;
  fixture.seen = undefined;
  try {
    const said = await client.ask(round);
    if (said === undefined) return false;
    const { seen } = fixture as FixtureServer;
    if (seen === undefined) return `nothing arrived, and it heard ${JSON.stringify(said)}`;
    partialDeepStrictEqual(
      { operation: seen.operation, protocol: seen.protocol, decoded: seen.decoded },
      { operation: round.operation, protocol: round.protocol, decoded: { ok: true, input: round.input, ignored: [] } },
    );
    partialDeepStrictEqual(said, round.said);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** True where every round is met; what is not is printed. */
export async function speakProtocols(venv: string): Promise<boolean> {
  const python = join(venv, 'bin/python');
  const fixture = await startFixtureServer();
  const surroundings = new Surroundings(fixture.endpoint, python);
  let failed = 0;
  for (const client of [new Boto3(python, surroundings), awsCli(join(venv, 'bin/aws'), surroundings)]) {
    const met: Map<string, number> = new Map();
    for (const round of rounds) {
      const complaint = await tried(fixture, client, round);
      if (complaint === undefined) met.set(round.protocol, (met.get(round.protocol) ?? 0) + 1);
      else if (complaint !== false) {
        failed += 1;
        process.stdout.write(`${client.name}, ${round.protocol}, ${round.service} ${round.operation}: ${complaint}\n`);
      }
    }
    client.close();
    const counts = [...met].map(([protocol, count]) => `${protocol} ${count}`).join(', ');
    process.stdout.write(`${client.name}: ${counts}\n`);
  }
  surroundings.close();
  await fixture.close();
  return failed === 0;
}

if (import.meta.main) {
  process.exitCode = (await speakProtocols(process.argv[2] ?? join(import.meta.dirname, '../.venv'))) ? 0 : 1;
}
