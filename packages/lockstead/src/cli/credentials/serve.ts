/** `lockstead credentials serve`: a role for programs that look for one as on an instance or in a container. */
import process from 'node:process';
import { adminClient } from '#client/admin-client';
import { readServer } from '#config/data-directory';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessLine, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Command } from '../command.ts';
import { secondsOf } from '../env/for.ts';
import { rendered, type Shell, shellNamed, shells } from '../env/shells.ts';
import { type Place, type Variables, withWorkload } from '../env/variables.ts';
import { principalArn } from '../what-if/question.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import type { WorkloadKind } from './role-source.ts';
import { type Serving, serveRole } from './serving.ts';

/** Where programs that stand in for the metadata service usually listen. */
const portDefault = 1338;

export const serve: Command = {
  name: 'credentials serve',
  summary: 'serve the credentials of a role to the programs of this machine',
  about: [
    "Offers the two places where AWS's SDKs look for a role by themselves: the credentials endpoint of a container (with its token file), and the instance metadata service, version 2. The SDKs take the role and renew its credentials before they end.",
    "The role's trust policy must let the service in: ecs-tasks.amazonaws.com for containers, ec2.amazonaws.com for instances. Who asks needs lockstead:MakeWorkloadCredentials, and iam:PassRole for the role.",
    'It listens on 127.0.0.1 until it is stopped, and prints what to set for the program.',
  ],
  examples: [
    'lockstead credentials serve --role role/app',
    'lockstead credentials serve --role role/app --for 15m --port 0 --json',
  ],
  exits: { 0: 'it was stopped', 2: 'neither service may have the role, or no server answers' },
  flags: [
    ...serverFlags,
    { name: 'role', value: 'ROLE', help: 'ARN of the role, or role/NAME' },
    { name: 'as', value: 'container|instance', help: 'offer one of the two places (both)' },
    { name: 'port', value: 'N', help: `port to listen on (${portDefault}); 0 takes any` },
    { name: 'for', value: 'TIME', help: 'how long one set of credentials lasts, from 15m (1h)' },
    { name: 'region', value: 'REGION', help: 'region of the instance (that of the server)' },
    { name: 'shell', value: shells.join('|'), help: 'the shell whose syntax to print (that of $SHELL)' },
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(serve, argv);
    noWords(serve, words);
    const role = words.text('role');
    if (role === undefined) throw new Usage('"lockstead credentials serve" wants a --role.');
    const client = adminClient(words, terminal);
    const region = words.text('region') ?? (await client.health()).region;
    const lasting = words.text('for');
    const shell = shellOf(words.text('shell'), terminal);
    const stopAsked = stopSignal();
    const serving = await serveRole({
      client,
      clock: systemClock(),
      entropy: systemEntropy(),
      role: await principalArn(role, client),
      region,
      port: portOf(words.text('port')),
      as: placeOf(words.text('as')),
      seconds: lasting === undefined ? undefined : secondsOf(lasting),
      failed: (error) => terminal.err(`lockstead: ${harmlessLine(String(error))}\n`),
    });
    const certificateFile = readServer(client.server.dataDirectory)?.certificateFile;
    const place: Place = {
      endpoint: client.server.endpoint.origin,
      region,
      ...(certificateFile === undefined ? {} : { certificateFile }),
    };
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(programs(serving, place, terminal))}\n`);
    else terminal.out(told(serving, place, shell, terminal));
    await stopAsked;
    await serving.stop();
    return 0;
  },
};

function programs({ container, instance }: Serving, place: Place, { environment }: Terminal): object {
  const of = (own: Readonly<Record<string, string>> | undefined): object | undefined =>
    own && withWorkload(place, own, environment).set;
  return { container: of(container), instance: of(instance) };
}

function told({ container, instance, refused }: Serving, place: Place, shell: Shell, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const lines: string[] = [];
  const add = (title: string, own: Readonly<Record<string, string>> | undefined): void => {
    if (own === undefined) return;
    const wanted: Variables = withWorkload(place, own, terminal.environment);
    lines.push(paint.bold(title), rendered(wanted, shell));
  };
  add('# As a container, set for the program:', container);
  add('# As an instance, set for the program:', instance);
  for (const { workload, why } of refused) {
    const what = workload === 'ec2' ? 'As an instance' : 'As a container';
    lines.push(`${paint.note(`# ${what} it is not offered:`)} ${harmlessLine(why)}\n`);
  }
  lines.push(paint.dim('# Ctrl-C stops it.'));
  return `${lines.join('\n')}\n`;
}

function placeOf(text: string | undefined): readonly WorkloadKind[] {
  if (text === undefined) return ['ecs-tasks', 'ec2'];
  if (text === 'container') return ['ecs-tasks'];
  if (text === 'instance') return ['ec2'];
  throw new Usage(`--as ${text}: it takes container or instance.`);
}

function portOf(text: string | undefined): number {
  if (text === undefined) return portDefault;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new Usage(`--port ${text}: a port is a number from 0 to 65535.`);
  return Number(text);
}

function shellOf(named: string | undefined, { environment }: Terminal): Shell {
  const shell = shellNamed(named, environment);
  if (shell === undefined) throw new Usage(`--shell ${named}: it takes one of ${shells.join(', ')}.`);
  return shell;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
