/** `lockstead policy lint`: findings as Access Analyzer reports them, with their places and, where there is one, the fix. */
import { type PolicyKind, parsePolicy } from '@lockstead/policy';
import type { Finding } from '@lockstead/policy/validate';
import { findPlace, NoSuchThing } from '#organization/find-place';
import type { PaperOrganization, Place } from '#organization/paper';
import { isControlPolicy } from '#organization/policy-types';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { descriptionIn, organizationFilesFlag, organizationIn } from '../org/paper-files.ts';
import { readInput } from '../read-input.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { kindName, kindNamed, likelyKind, policyBytesMax, typeFlag } from './document.ts';
import { guardedActions } from './guarded-actions.ts';
import { formatFlag, formatIn, github, type Notice, sarif } from './report-format.ts';

const resourceTypeFlag = {
  name: 'resource-type',
  value: 'TYPE',
  help: 'what a resource policy is attached to: AWS::S3::Bucket',
};

const placeFlag = {
  name: 'place',
  value: 'PLACE',
  help: 'with --organization: the account, OU or root where the policy is used',
};

/** In AWS's words; lines count from 1, columns and offsets from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

interface Located {
  readonly findingType: string;
  readonly code: string;
  readonly message: string;
  /** `Statement[0].Action[1]`; empty for the policy as a whole. */
  readonly path: string;
  readonly span: { readonly start: Position; readonly end: Position };
  /** What Lockstead adds to AWS’s sentence. */
  readonly note?: string;
  readonly fix?: string;
}

interface Linted {
  readonly file: string;
  readonly type: string;
  /** The type was told from the policy's elements. */
  readonly guessed: boolean;
  readonly findings: readonly Located[];
}

export const lint: Command = {
  name: 'policy lint',
  summary: 'find mistakes in a policy, with their places and fixes',
  words: 'FILE…|-',
  about: [
    'Reports what AWS’s Access Analyzer would (ValidatePolicy), by the same codes: errors, security warnings, warnings, suggestions.',
    'With --organization and --place it also warns of allowed actions that the service control policies there deny in any case. A file that ends in .yaml is a description of an organization; its control policies are checked.',
  ],
  examples: ['lockstead policy lint policy.json', 'lockstead policy lint --type scp guardrails/*.json'],
  exits: {
    0: 'no errors and no security warnings',
    1: 'there are errors or security warnings',
    2: 'a file cannot be read',
  },
  flags: [typeFlag, resourceTypeFlag, organizationFilesFlag, placeFlag, jsonFlag, formatFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(lint, argv);
    if (words.words.length === 0) throw new Usage('"lockstead policy lint" takes a FILE, or - for standard input.');
    const kind = kindNamed(words);
    const format = formatIn(words);
    const linted: Linted[] = [];
    const paint = paintFor(terminal);
    const guarded = await guardedPlace(words, terminal);
    for (const { file, text, kind: known = kind } of await texts(words.words, terminal)) {
      const result = await lintText(text, file, known, words, guarded);
      linted.push(result);
      if (format === 'text')
        say(terminal, rendered(harmlessValue(result), text, { paint, width: excerptWidth(terminal) }));
    }
    if (format === 'json') writeJson(linted, terminal);
    if (format === 'sarif') terminal.out(sarif(linted.flatMap(noticesOf)));
    if (format === 'github') terminal.out(github(linted.flatMap(noticesOf)));
    return linted.some(({ findings }) => findings.some(isGrave)) ? 1 : 0;
  },
};

interface Text {
  readonly file: string;
  readonly text: string;
  readonly kind?: PolicyKind;
}

/** Policies of files, and the control policies of organizations that are described in YAML. */
async function texts(files: readonly string[], terminal: Terminal): Promise<readonly Text[]> {
  const all: Text[] = [];
  for (const file of files) {
    if (!/\.ya?ml$/.test(file)) {
      all.push({ file, text: await readInput(file, terminal, policyBytesMax) });
      continue;
    }
    const { policies } = await descriptionIn(file, terminal);
    for (const { key, type, content } of policies.values()) {
      if (isControlPolicy(type)) all.push({ file: `${file}#${key}`, text: content, kind: controlKinds[type] });
    }
  }
  return all;
}

const controlKinds = { SERVICE_CONTROL_POLICY: 'serviceControl', RESOURCE_CONTROL_POLICY: 'resourceControl' } as const;

interface Guarded {
  readonly organization: PaperOrganization;
  readonly place: Place;
}

async function guardedPlace(words: Words, terminal: Terminal): Promise<Guarded | undefined> {
  const files = words.list(organizationFilesFlag.name);
  const named = words.text(placeFlag.name);
  if ((files.length === 0) !== (named === undefined)) throw new Usage('--organization and --place go together.');
  if (named === undefined) return undefined;
  const organization = await organizationIn(files, terminal);
  try {
    return { organization, place: findPlace(organization, named) };
  } catch (error) {
    if (error instanceof NoSuchThing) throw new Usage(`--place: ${error.message}.`, { cause: error });
    throw error;
  }
}

async function lintText(
  text: string,
  file: string,
  named: PolicyKind | undefined,
  words: Words,
  guarded: Guarded | undefined,
): Promise<Linted> {
  const kind = named ?? likelyKind(text);
  // The reference of all services is large. Only the commands that need it load it.
  const { lineAndColumn, validatePolicy } = await import('@lockstead/policy/validate');
  const resourceType = words.text(resourceTypeFlag.name);
  const found: readonly Omit<Finding, 'path'>[] = validatePolicy(
    text,
    kind,
    resourceType === undefined ? {} : { resourceType },
  );
  const path = (finding: Partial<Finding>): string => pathWords(finding.path ?? []);
  const findings = found.map((finding) => located(finding, path(finding)));
  return {
    file,
    type: kindName(kind),
    guessed: named === undefined,
    findings: [...findings, ...unread(findings), ...withoutEffect()],
  };

  function located({ findingType, code, message, span, note, fix }: Omit<Finding, 'path'>, at: string): Located {
    return {
      findingType,
      code,
      message,
      path: at,
      span: { start: lineAndColumn(text, span.start), end: lineAndColumn(text, span.end) },
      ...(note === undefined ? {} : { note }),
      ...(fix === undefined ? {} : { fix }),
    };
  }

  function withoutEffect(): readonly Located[] {
    if (guarded === undefined || kind !== 'identity') return [];
    return guardedActions(text, guarded.organization, guarded.place).map(({ span, message }) =>
      located({ findingType: 'WARNING', code: 'lockstead-guardrail-denies', message, span }, ''),
    );
  }

  /** What the engine would refuse is an error, whatever the checks say. */
  function unread(known: readonly Located[]): readonly Located[] {
    if (known.some(({ findingType }) => findingType === 'ERROR')) return [];
    // The checks decide whether Resource may be left out.
    const outcome = parsePolicy(text, kind, { resourceOptional: kind === 'resource' });
    if (outcome.ok) return [];
    return outcome.problems.map(({ path: at, ...problem }) => located({ ...problem, findingType: 'ERROR' }, at));
  }
}

function pathWords(path: Finding['path']): string {
  return path.reduce<string>((words, step) => {
    if (typeof step === 'number') return `${words}[${step}]`;
    return words === '' ? step : `${words}.${step}`;
  }, '');
}

function isGrave({ findingType }: Located): boolean {
  return findingType === 'ERROR' || findingType === 'SECURITY_WARNING';
}

const levels: Readonly<Record<string, Notice['level']>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'error',
  WARNING: 'warning',
};

function noticesOf({ file, findings }: Linted): readonly Notice[] {
  return findings.map(({ findingType, code, message, span, note, fix }) => ({
    level: levels[findingType] ?? 'note',
    rule: code,
    message: [message, ...(note === undefined ? [] : [note]), ...(fix === undefined ? [] : [`Fix: ${fix}`])].join(' '),
    file,
    region: {
      startLine: span.start.line,
      startColumn: span.start.column + 1,
      endLine: span.end.line,
      endColumn: span.end.column + 1,
    },
  }));
}

/** One file, one object; several, a list. */
function writeJson(linted: readonly Linted[], terminal: Terminal): void {
  terminal.out(`${JSON.stringify(linted.length === 1 ? linted[0] : linted)}\n`);
}

interface Look {
  readonly paint: Paint;
  /** Of the line that is shown. */
  readonly width: number;
}

const margin = '    ';

function excerptWidth({ columns = 104 }: Terminal): number {
  return columns - margin.length;
}

function rendered({ file, type, guessed, findings }: Linted, text: string, look: Look): string {
  const { paint } = look;
  const as = guessed ? `taken as ${article(type)} ${type} policy; --type says otherwise` : `${type} policy`;
  if (findings.length === 0) return `${paint.good('✓')} ${file}: no findings (${as})\n`;
  const lines = findings.flatMap((finding) => findingLines(finding, file, text, look));
  const grave = findings.filter(isGrave).length;
  lines.push('', `${file}: ${count(findings.length)} (${as}), ${grave} of them grave`);
  return `${lines.join('\n')}\n`;
}

function article(type: string): string {
  return /^[aeio]/.test(type) || type === 'scp' || type === 'rcp' ? 'an' : 'a';
}

function count(findings: number): string {
  return findings === 1 ? '1 finding' : `${findings} findings`;
}

/** Editors count columns from 1. */
function findingLines(finding: Located, file: string, text: string, look: Look): readonly string[] {
  const { paint } = look;
  const { findingType, code, message, path, span, note, fix } = finding;
  const place = `${file}:${span.start.line}:${span.start.column + 1}`;
  const kind = isGrave(finding) ? paint.bad(findingType) : paint.note(findingType);
  return [
    `${paint.bold(place)} ${kind} ${code}${path === '' ? '' : paint.dim(` at ${path}`)}`,
    `  ${message}`,
    ...(note === undefined ? [] : [`  ${note}`]),
    ...excerpt(text, span, look),
    ...(fix === undefined ? [] : [`  fix: ${paint.good(fix)}`]),
  ];
}

/** The line with the place underlined. Of a place that spans several lines, the first line. */
function excerpt(text: string, { start, end }: Located['span'], { paint, width }: Look): readonly string[] {
  const lineStart = start.offset - start.column;
  const newline = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, newline < 0 ? text.length : newline).replace(/\r$/, '');
  const from = Math.max(0, start.column - Math.floor(width / 2));
  const shown = harmlessValue(line.slice(from, from + width).replaceAll('\t', ' '));
  const length = (end.line === start.line ? end.column : line.length) - start.column;
  const marks = Math.max(1, Math.min(length, shown.length - (start.column - from)));
  return shown.trim() === ''
    ? []
    : [`${margin}${shown}`, paint.dim(`${margin}${' '.repeat(start.column - from)}${'^'.repeat(marks)}`)];
}
