/** A text as one word of a shell's command line. */

export type ShellName = 'bash' | 'zsh' | 'sh' | 'fish' | 'powershell';

/** As it is where no shell would touch it, else in single quotes. */
export function shellWord(text: string, shell: ShellName = 'sh'): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text, shell);
}

export function quoted(text: string, shell: ShellName): string {
  switch (shell) {
    case 'powershell':
      // To PowerShell the curly ones are quotes as well.
      return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
    case 'fish':
      return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    default:
      return `'${text.replaceAll("'", "'\\''")}'`;
  }
}
