/** `lockstead completion`: scripts for the shells, made from what the commands declare. */

import { type ExitCode, Usage } from '#terminal/exit';
import type { Command, LoadCommand } from './command.ts';
import { bashScript } from './completion/bash.ts';
import type { Completed } from './completion/completed.ts';
import { fishScript } from './completion/fish.ts';
import { zshScript } from './completion/zsh.ts';
import { parseWords } from './words.ts';

type Script = (commands: readonly Completed[]) => string;

const scripts: Readonly<Record<string, Script>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Takes the list it completes, so that no command has to know the others. */
export function completionOf(commands: () => Readonly<Record<string, LoadCommand>>): Command {
  const completion: Command = {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    words: 'bash|zsh|fish',
    examples: ['source <(lockstead completion bash)', 'lockstead completion fish | source'],
    exits: { 0: 'printed', 2: 'there is none for that shell' },
    flags: [],

    async run(argv, terminal): Promise<ExitCode> {
      const [shell = '', ...more] = parseWords(completion, argv).words;
      const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
      if (script === undefined || more.length > 0) throw new Usage('"lockstead completion" takes bash, zsh or fish.');
      terminal.out(script(await loaded(commands(), '')));
      return 0;
    },
  };
  return completion;
}

async function loaded(verbs: Readonly<Record<string, LoadCommand>>, parent: string): Promise<readonly Completed[]> {
  return await Promise.all(
    Object.entries(verbs).map(async ([verb, load]) => {
      const { summary, flags, verbs: further = {} } = await load();
      const path = `${parent}${verb}`;
      return { path, summary, flags, verbs: await loaded(further, `${path} `) };
    }),
  );
}
