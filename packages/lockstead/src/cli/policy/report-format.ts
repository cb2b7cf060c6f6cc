/**
 * Findings for machines that show them in code: SARIF, which code scanning reads, and the commands of GitHub's workflows, which mark lines.
 * SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * GitHub: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Flag } from '#config/flags';
import { Usage } from '#terminal/exit';
import { harmlessValue } from '#terminal/paint';
import type { Words } from '#terminal/words';
import { jsonFlag } from '../words.ts';

export type Format = 'text' | 'json' | 'sarif' | 'github';

const formats: readonly Format[] = ['text', 'json', 'sarif', 'github'];

export const formatFlag: Flag = {
  name: 'format',
  value: formats.join('|'),
  help: 'sarif for code scanning, github to mark lines in a workflow (text)',
};

/** `--json` is `--format json`. */
export function formatIn(words: Words): Format {
  const named = words.text(formatFlag.name);
  if (words.has(jsonFlag.name)) {
    if (named !== undefined && named !== 'json') throw new Usage('--json and --format say different things.');
    return 'json';
  }
  const format = formats.find((each) => each === (named ?? 'text'));
  if (format === undefined) throw new Usage(`--format is ${formats.join(', ')}; not "${named}".`);
  return format;
}

/** One thing to show. Lines and columns count from 1; the end is behind the last character. */
export interface Notice {
  readonly level: 'error' | 'warning' | 'note';
  /** `INVALID_ACTION`, `access-test`. */
  readonly rule: string;
  readonly message: string;
  /** As it was named on the command line. */
  readonly file: string;
  readonly region?: {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
}

/** One run with all notices; rules are named once. */
export function sarif(notices: readonly Notice[]): string {
  const rules = [...new Set(notices.map(({ rule }) => rule))].map((id) => ({ id }));
  const results = notices.map(({ level, rule, message, file, region }) => ({
    ruleId: rule,
    level,
    message: { text: message },
    locations: [
      { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(region === undefined ? {} : { region }) } },
    ],
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'lockstead', rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log)}\n`;
}

/** What came from standard input has no file. */
function uriOf(file: string): string {
  return file === '-' ? 'stdin' : encodeURI(file.replaceAll('\\', '/'));
}

const commands: Readonly<Record<Notice['level'], string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** One line a notice: `::error file=p.json,line=5,col=15,endLine=5,endColumn=30,title=INVALID_ACTION::…`. */
export function github(notices: readonly Notice[]): string {
  return harmlessValue(notices)
    .map((notice) => `${command(notice)}\n`)
    .join('');
}

function command({ level, rule, message, file, region }: Notice): string {
  const { startLine, startColumn, endLine, endColumn } = region ?? {};
  const properties = { file, line: startLine, col: startColumn, endLine, endColumn, title: rule };
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
  return `::${commands[level]} ${list.join(',')}::${escaped(message)}`;
}

/** A line break would end the command, and what follows could begin another one. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
