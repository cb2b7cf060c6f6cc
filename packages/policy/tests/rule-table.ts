/** Which rule of the reference is proven by which cases; what lies outside of this package is said with its reason. */
import { messageCases } from './cases/messages.ts';
import { refusedCases } from './cases/refused.ts';
import { sections } from './cases/sections.ts';

/** Rules that other cases and tests of this package prove. */
const elsewhereHere: Readonly<Record<string, string>> = {
  23: 'hostile.test: an error while the context is read is no allow',
  33: 'validate.test: POLICY_SIZE_EXCEEDS_SCP_QUOTA; parse.test: quotas are what AWS publishes',
  39: 'further policies of a resource are further layers: ask `decide` once for each, all must allow',
  113: 'parse.test: quotas are what AWS publishes, white space does not count towards quotas',
};

/** Rules about what the server supplies or answers; the decision itself has no part in them. */
const server: Readonly<Record<string, string>> = {
  42: 'which version of a managed policy is attached is state',
  60: 'limits on durations belong to STS',
  104: 'lock-out checks and alias rules belong to KMS',
  115: 'strong consistency belongs to the store',
  120: 'the authorization details API answers from `explain`',
  122: 'encoded authorization messages belong to EC2 and STS',
  123: 'S3 leaves the reason out for other accounts',
  124: 'the wording of single services belongs to them',
  125: 'the simulation API answers from `explain`',
};

const ruleNumbers: readonly string[] = [
  ...Array.from({ length: 60 }, (_, i) => `${i + 1}`),
  '60a',
  ...Array.from({ length: 65 }, (_, i) => `${i + 61}`),
];

/** Names of the cases by rule. */
function provenRules(): ReadonlyMap<string, readonly string[]> {
  const proven = new Map<string, string[]>();
  const cases = [
    ...Object.values(sections).flat(),
    ...refusedCases.map((each) => ({ ...each, name: `refused: ${each.name}` })),
    ...messageCases.map((each) => ({ ...each, name: `message: ${each.name}` })),
  ];
  for (const { rules, name } of cases)
    for (const rule of rules) proven.set(`${rule}`, [...(proven.get(`${rule}`) ?? []), name]);
  return proven;
}

/** Rules with neither a case nor a reason. */
export function unprovenRules(): readonly string[] {
  const proven = provenRules();
  return ruleNumbers.filter(
    (rule) => !proven.has(rule) && elsewhereHere[rule] === undefined && server[rule] === undefined,
  );
}

const shown = 4;

export function ruleTable(): string {
  const proven = provenRules();
  const rows = ruleNumbers.map((rule) => {
    const names = proven.get(rule) ?? [];
    const more = names.length > shown ? `; and ${names.length - shown} more` : '';
    const told = [
      ...(names.length === 0 ? [] : [`${names.slice(0, shown).join('; ')}${more}`]),
      ...(elsewhereHere[rule] === undefined ? [] : [elsewhereHere[rule]]),
      ...(server[rule] === undefined ? [] : [`outside: ${server[rule]}`]),
    ];
    return `| ${rule} | ${told.join('; ').replaceAll('|', '\\|')} |`;
  });
  return ['| rule | proven by |', '|---|---|', ...rows].join('\n');
}
