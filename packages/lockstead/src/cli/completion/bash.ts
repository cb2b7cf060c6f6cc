// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of the shell
import { type Completed, choicesOf, flattened, verbOf } from './completed.ts';

export function bashScript(commands: readonly Completed[]): string {
  const cases = flattened(commands).map((command) => {
    const words = [...command.verbs.map(verbOf), ...command.flags.map(({ name }) => `--${name}`), '--help'];
    return `    '${command.path}') words='${words.join(' ')}' ;;`;
  });
  const values = flattened(commands).flatMap(({ path, flags }) =>
    flags.flatMap(({ name, value }) => {
      const choices = choicesOf(value);
      return choices.length === 0 ? [] : [`    '${path} --${name}') words='${choices.join(' ')}' ;;`];
    }),
  );
  return [
    '# bash completion of lockstead',
    '_lockstead() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word words=',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case $word in -*) ;; *)',
    '      case " $(_lockstead_paths) " in *" ${path:+${path}/}$word "*) path="${path:+${path}/}$word" ;; esac',
    '    esac',
    '  done',
    '  path=${path//\\// }',
    '  case "$path $previous" in',
    ...values,
    '    *) case "$path" in',
    `    '') words='${commands.map(verbOf).join(' ')} help --help --version' ;;`,
    ...cases,
    '    esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    '_lockstead_paths() {',
    `  printf '%s' '${flattened(commands)
      .map(({ path }) => path.replaceAll(' ', '/'))
      .join(' ')}'`,
    '}',
    'complete -o default -F _lockstead lockstead',
    '',
  ].join('\n');
}
