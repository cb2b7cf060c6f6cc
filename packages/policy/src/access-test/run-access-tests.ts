/** Runs a suite of access tests: cases with an expectation, over shared defaults and named policies. */
import { type CaseDecision, nameOf } from '../case/decide-case.ts';
import { type CaseProblem, readCase } from '../case/read-case.ts';
import { explain } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';

/** `deny` is either kind of deny. */
export type Expectation = 'allow' | 'deny' | 'explicitDeny' | 'implicitDeny';

export interface AccessResult {
  readonly name: string;
  readonly action: string;
  readonly resource: string;
  readonly expected: Expectation;
  /** Also expected, where the test says so: the layer that decides. */
  readonly expectedBy?: string;
  readonly decision?: CaseDecision;
  readonly decidedBy?: string;
  readonly passed: boolean;
  /** For a failure: why the answer is what it is. */
  readonly explanation?: Explanation;
  readonly problems: readonly CaseProblem[];
}

export interface AccessReport {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly AccessResult[];
  /** Faults of the suite itself; a suite with any has failed. */
  readonly problems: readonly CaseProblem[];
}

type Fields = Readonly<Record<string, unknown>>;

const suiteMembers: ReadonlySet<string> = new Set(['name', 'policies', 'defaults', 'tests']);
const testMembers: ReadonlySet<string> = new Set(['expect', 'by', 'actions', 'resources']);
const expectations: ReadonlySet<string> = new Set(['allow', 'deny', 'explicitDeny', 'implicitDeny']);

/** Each action with each resource makes one case; more than this from a whole suite is a slip. */
const casesMax = 100_000;

/**
 * `{name, policies: {read: {...}}, defaults: {principal, identityPolicies: ["read"]}, tests: [{name, action, resource, expect: "allow"}]}`.
 * A test has the members of a case; `actions` and `resources` stand for every pair of them; a policy may be the name of one in `policies`.
 */
export function runAccessTests(suite: unknown): AccessReport {
  const problems: CaseProblem[] = [];
  const fields = fieldsOf(suite, '', problems);
  for (const key of Object.keys(fields))
    if (!suiteMembers.has(key)) problems.push({ path: key, message: `"${key}" is not known here` });
  const policies = fields['policies'] === undefined ? {} : fieldsOf(fields['policies'], 'policies', problems);
  const defaults = fields['defaults'] === undefined ? {} : fieldsOf(fields['defaults'], 'defaults', problems);
  const { tests } = fields;
  if (!Array.isArray(tests)) problems.push({ path: 'tests', message: 'a list of tests was expected' });
  const results: AccessResult[] = [];
  for (const [i, test] of (Array.isArray(tests) ? tests : []).entries()) {
    const path = `tests[${i}]`;
    const own = fieldsOf(test, path, problems);
    const pairs = pairsOf({ ...defaults, ...own }, path, problems);
    if (results.length + pairs.length > casesMax) {
      problems.push({ path, message: `more than ${casesMax} cases` });
      break;
    }
    for (const pair of pairs) results.push(runOne({ ...defaults, ...own }, pair, policies, path));
  }
  const passed = results.filter((result) => result.passed).length;
  return {
    name: typeof fields['name'] === 'string' ? fields['name'] : 'access tests',
    passed,
    failed: results.length - passed,
    results,
    problems,
  };
}

function fieldsOf(value: unknown, path: string, problems: CaseProblem[]): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  problems.push({ path, message: 'an object was expected' });
  return {};
}

interface Pair {
  readonly action: unknown;
  readonly resource: unknown;
}

function pairsOf(
  { action, actions, resource, resources }: Fields,
  path: string,
  problems: CaseProblem[],
): readonly Pair[] {
  const list = (one: unknown, several: unknown, name: string): readonly unknown[] => {
    if (several === undefined) return [one];
    if (Array.isArray(several) && one === undefined && several.length > 0) return several;
    problems.push({
      path: `${path}.${name}`,
      message: `${name} is a list that is not empty, and stands instead of the single one`,
    });
    return [];
  };
  const allResources = list(resource, resources, 'resources');
  return list(action, actions, 'actions').flatMap((each) =>
    allResources.map((other) => ({ action: each, resource: other })),
  );
}

function runOne(test: Fields, { action, resource }: Pair, policies: Fields, path: string): AccessResult {
  const { expect, by, name } = test;
  const shown = typeof resource === 'object' && resource !== null && 'arn' in resource ? resource.arn : resource;
  const base = {
    name: typeof name === 'string' ? name : `${String(action)} on ${String(shown)}`,
    action: String(action),
    resource: String(shown),
  };
  const expected = (expectations.has(String(expect)) ? expect : 'deny') as Expectation;
  const problems: CaseProblem[] = [];
  if (!expectations.has(String(expect)))
    problems.push({ path: `${path}.expect`, message: `expect is one of ${[...expectations].join(', ')}` });
  const members = Object.entries({ ...test, action, resource }).filter(([key]) => !testMembers.has(key));
  const named = Object.fromEntries(members.map(([key, value]) => [key, withPolicies(key, value, policies)]));
  const outcome = readCase(named);
  if (!outcome.ok || problems.length > 0) {
    const found = outcome.ok
      ? []
      : outcome.problems.map((problem) => ({ ...problem, path: `${path}.${problem.path}` }));
    return { ...base, expected, passed: false, problems: [...problems, ...found] };
  }
  const explanation = explain(outcome.case.request, outcome.case.layers, outcome.case.rule);
  const decision = nameOf(explanation.decision);
  const { decidedBy } = explanation;
  const passed = meets(decision, expected) && (by === undefined || by === decidedBy);
  const result = { ...base, expected, decision, decidedBy, passed, problems };
  const told = typeof by === 'string' ? { ...result, expectedBy: by } : result;
  return passed ? told : { ...told, explanation };
}

function meets(decision: CaseDecision, expected: Expectation): boolean {
  switch (expected) {
    case 'allow':
      return decision === 'Allowed';
    case 'deny':
      return decision !== 'Allowed';
    case 'explicitDeny':
      return decision === 'ExplicitlyDenied';
    case 'implicitDeny':
      return decision === 'ImplicitlyDenied';
  }
}

const policyLists: ReadonlySet<string> = new Set(['identityPolicies', 'sessionPolicies']);
const singlePolicies: ReadonlySet<string> = new Set(['resourcePolicy', 'vpcEndpointPolicy']);

/** Names replaced by the policies they stand for. */
function withPolicies(key: string, value: unknown, policies: Fields): unknown {
  const named = (item: unknown): unknown => {
    if (typeof item === 'string' && item in policies) return { name: item, policy: policies[item] };
    if (typeof item !== 'object' || item === null || !('policy' in item)) return item;
    const { policy } = item;
    return typeof policy === 'string' && policy in policies
      ? { name: policy, ...item, policy: policies[policy] }
      : item;
  };
  if (policyLists.has(key) && Array.isArray(value)) return value.map(named);
  if (key === 'permissionsBoundary') return named(value);
  if (singlePolicies.has(key)) return typeof value === 'string' && value in policies ? policies[value] : value;
  if ((key === 'serviceControlPolicies' || key === 'resourceControlPolicies') && Array.isArray(value)) {
    return value.map((level: unknown) =>
      typeof level === 'object' && level !== null && 'policies' in level && Array.isArray(level.policies)
        ? { ...level, policies: level.policies.map(named) }
        : level,
    );
  }
  return value;
}
