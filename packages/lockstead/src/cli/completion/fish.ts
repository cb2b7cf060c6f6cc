import { quoted } from '#terminal/shell-word';
import { type Completed, choicesOf, verbOf } from './completed.ts';

const word = (text: string): string => quoted(text, 'fish');

export function fishScript(commands: readonly Completed[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c lockstead -f -n __fish_use_subcommand -a ${verbOf(command)} -d ${word(command.summary)}`,
    ...flagLines(command, `__fish_seen_subcommand_from ${verbOf(command)}`),
    ...command.verbs.flatMap((verb) => [
      `complete -c lockstead -f -n ${word(`__fish_seen_subcommand_from ${verbOf(command)}; and not __fish_seen_subcommand_from ${command.verbs.map(verbOf).join(' ')}`)} -a ${verbOf(verb)} -d ${word(verb.summary)}`,
      ...flagLines(
        verb,
        `__fish_seen_subcommand_from ${verbOf(command)}; and __fish_seen_subcommand_from ${verbOf(verb)}`,
      ),
    ]),
  ]);
  return ['# fish completion of lockstead', ...lines, ''].join('\n');
}

function flagLines({ flags }: Completed, condition: string): readonly string[] {
  return flags.map(({ name, value, help }) => {
    const choices = choicesOf(value);
    const takes = value === undefined ? '' : choices.length === 0 ? ' -r' : ` -x -a ${word(choices.join(' '))}`;
    return `complete -c lockstead -n ${word(condition)} -l ${name}${takes} -d ${word(help)}`;
  });
}
