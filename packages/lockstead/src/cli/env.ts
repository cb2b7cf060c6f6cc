/** `lockstead env`: what to set so that AWS's own tools talk to this Lockstead. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { credentialsPath, profile, readServer } from '#config/data-directory';
import { type Command, type ExitCode, Failure, type Terminal, Usage } from './command.ts';
import { type Place, type Variables, withKeys, withProfile } from './env/variables.ts';
import { dataDirectoryOf, defaultRegion, usualEndpoint } from './server/server.ts';
import { quoted } from './shell-word.ts';
import { dataFlag, endpointFlag, jsonFlag, noWords, parseWords, type Words } from './words.ts';

const shells = ['sh', 'bash', 'zsh', 'fish', 'powershell', 'dotenv'] as const;
type Shell = (typeof shells)[number];

export const env: Command = {
  name: 'env',
  summary: 'print what to set for AWS clients: eval "$(lockstead env)"',
  about: [
    'Points the AWS CLI and SDKs at this Lockstead, as the administrator whose key is in the data directory.',
    'No secret is printed: AWS_SHARED_CREDENTIALS_FILE names the file. What is set already and would lead elsewhere, to the real AWS too, is unset.',
  ],
  examples: ['eval "$(npx lockstead env)"', 'npx lockstead env --shell fish | source'],
  exits: { 0: 'printed', 2: 'there are no credentials, or the call cannot be read' },
  flags: [
    endpointFlag,
    dataFlag,
    { name: 'region', value: 'REGION', help: 'region to work in (that of the server)' },
    { name: 'dev', help: 'the well-known keys test/test, which a server started with --dev takes' },
    { name: 'shell', value: shells.join('|'), help: 'whose syntax to use (that of $SHELL)' },
    jsonFlag,
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(env, argv);
    noWords(env, words);
    const shell = shellOf(words, terminal);
    const wanted = wantedVariables(words, terminal);
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify(wanted.set)}\n`);
      return 0;
    }
    if (terminal.isTerminal) terminal.out(hint(shell, argv));
    terminal.out(rendered(wanted, shell));
    return 0;
  },
};

function wantedVariables(words: Words, terminal: Terminal): Variables {
  const { environment } = terminal;
  const directory = dataDirectoryOf(words, terminal);
  const known = readServer(directory);
  const place: Place = {
    endpoint: words.text('endpoint') ?? usualEndpoint(known, environment),
    region: words.text('region') ?? environment['LOCKSTEAD_REGION'] ?? known?.region ?? defaultRegion,
    ...(known?.certificateFile === undefined ? {} : { certificateFile: known.certificateFile }),
  };
  if (words.has('dev')) return withKeys(place, { accessKeyId: 'test', secretAccessKey: 'test' }, environment);
  const file = credentialsPath(directory);
  if (!existsSync(file)) {
    throw new Failure(
      `${file} is not there: start Lockstead first ("npx lockstead start"), or name its --data directory; one that is ephemeral prints its keys when it starts.`,
      2,
    );
  }
  return withProfile(place, { file, profile }, environment);
}

function shellOf(words: Words, { environment }: Terminal): Shell {
  const named = words.text('shell');
  if (named === undefined) return basename(environment['SHELL'] ?? '') === 'fish' ? 'fish' : 'sh';
  const shell = shells.find((known) => known === named);
  if (shell === undefined) throw new Usage(`--shell ${named}: it takes one of ${shells.join(', ')}.`);
  return shell;
}

function rendered({ set, unset }: Variables, shell: Shell): string {
  const lines = unset.map((name) => unsetLine(name, shell));
  for (const [name, value] of Object.entries(set)) lines.push(setLine(name, value, shell));
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

function unsetLine(name: string, shell: Shell): string {
  switch (shell) {
    case 'fish':
      return `set -e ${name};`;
    case 'powershell':
      return `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;
    case 'dotenv':
      return '';
    default:
      return `unset ${name}`;
  }
}

function setLine(name: string, value: string, shell: Shell): string {
  switch (shell) {
    case 'fish':
      return `set -gx ${name} ${quoted(value, 'fish')};`;
    case 'powershell':
      return `$Env:${name} = ${quoted(value, 'powershell')}`;
    case 'dotenv':
      // Whatever sources the file as a shell script looks into double quotes, and must find nothing there to carry out.
      return `${name}=${/[$`]/.test(value) ? quoted(value, 'sh') : JSON.stringify(value)}`;
    default:
      return `export ${name}=${quoted(value, 'sh')}`;
  }
}

/** Only for people: a comment in every one of these languages. */
function hint(shell: Shell, argv: readonly string[]): string {
  const command = ['lockstead', 'env', ...argv].join(' ');
  switch (shell) {
    case 'fish':
      return `# npx ${command} | source\n`;
    case 'powershell':
      return `# npx ${command} | Out-String | Invoke-Expression\n`;
    case 'dotenv':
      return `# npx ${command} > .env\n`;
    default:
      return `# To set these in this shell: eval "$(npx ${command})"\n`;
  }
}
