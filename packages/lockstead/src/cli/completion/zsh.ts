import { quoted } from '#terminal/shell-word';
import { type Completed, choicesOf, flattened, verbOf } from './completed.ts';

const word = (text: string): string => quoted(text, 'zsh');

export function zshScript(commands: readonly Completed[]): string {
  return [
    '#compdef lockstead',
    '# zsh completion of lockstead',
    ...flattened(commands).map(functionOf),
    dispatcher('_lockstead', commands, []),
    'compdef _lockstead lockstead',
    '',
  ].join('\n');
}

function functionOf(command: Completed): string {
  const flags = [...command.flags.map(flagSpec), word('--help[say more]')];
  const name = functionName(command);
  if (command.verbs.length > 0) return dispatcher(name, command.verbs, flags);
  return [`${name}() {`, `  _arguments ${[...flags, word('*:file:_files')].join(' \\\n    ')}`, '}'].join('\n');
}

function dispatcher(name: string, verbs: readonly Completed[], flags: readonly string[]): string {
  return [
    `${name}() {`,
    '  local -a verbs',
    `  verbs=(${verbs.map((verb) => word(`${verbOf(verb)}:${described(verb.summary)}`)).join(' ')})`,
    '  local state line',
    `  _arguments -C ${[...flags, word('1: :->verb'), word('*:: :->rest')].join(' \\\n    ')}`,
    '  case $state in',
    "    verb) _describe 'command' verbs ;;",
    '    rest) case $line[1] in',
    ...verbs.map((verb) => `      ${verbOf(verb)}) ${functionName(verb)} ;;`),
    '    esac ;;',
    '  esac',
    '}',
  ].join('\n');
}

function functionName({ path }: Completed): string {
  return `_lockstead_${path.replaceAll(/[ -]/g, '_')}`;
}

function flagSpec({ name, value, help, many }: Completed['flags'][number]): string {
  const choices = choicesOf(value);
  const takes =
    value === undefined ? '' : choices.length === 0 ? `:${described(value)}:_files` : `:value:(${choices.join(' ')})`;
  return word(`${many === true ? '*' : ''}--${name}[${described(help)}]${takes}`);
}

/** Colons and brackets end a description. */
function described(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, (mark) => `\\${mark}`);
}
