/** Variables in the words of each shell. */
import { basename } from 'node:path';
import { quoted } from '#terminal/shell-word';
import type { Terminal } from '#terminal/terminal';
import type { Variables } from './variables.ts';

export const shells = ['sh', 'bash', 'zsh', 'fish', 'powershell', 'dotenv'] as const;
export type Shell = (typeof shells)[number];

/** `named`, or what `$SHELL` says; undefined for one that is not known. */
export function shellNamed(named: string | undefined, environment: Terminal['environment']): Shell | undefined {
  if (named === undefined) return basename(environment['SHELL'] ?? '') === 'fish' ? 'fish' : 'sh';
  return shells.find((known) => known === named);
}

export function rendered({ set, unset }: Variables, shell: Shell): string {
  const lines = unset.map((name) => unsetLine(name, shell));
  for (const [name, value] of Object.entries(set)) lines.push(setLine(name, value, shell));
  return lines
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

/** The last line where there is no answer. It makes the shell that evaluates the output fail. */
export function failing(shell: Shell): string {
  switch (shell) {
    case 'fish':
      return 'false;\n';
    case 'powershell':
      return "throw 'lockstead env failed'\n";
    case 'dotenv':
      return '';
    default:
      return 'false\n';
  }
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
