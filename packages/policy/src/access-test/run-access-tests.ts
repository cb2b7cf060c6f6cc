/** Runs a suite of access tests: cases with an expectation, over shared defaults and named policies. */
import { type CaseDecision, nameOf } from '../case/decide-case.ts';
import { type CaseProblem, readCase } from '../case/read-case.ts';
import { explain } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';

/** `deny` is either kind of deny. */
export type Expectation = 'allow' | 'deny' | 'explicitDeny' | 'implicitDeny';

/** The outcome of one test. */
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

/** The outcome of a suite. */
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

/** One pair of an action and a resource of a test, as a case. */
export interface SuiteCase {
  /** Of the test: `tests[0]`. */
  readonly path: string;
  /** The test's, else the pair. */
  readonly name: string;
  readonly action: string;
  readonly resource: string;
  /** With defaults, and with policies in the place of their names: what `readCase` takes. */
  readonly value: unknown;
  /** As the test has them. */
  readonly expect: unknown;
  readonly by: unknown;
}

/** The tests of a suite, each as a case that can be decided. */
export interface SuiteCases {
  readonly name: string;
  readonly cases: readonly SuiteCase[];
  /** Faults of the suite itself. */
  readonly problems: readonly CaseProblem[];
}

/**
 * The cases of a suite: `{name, policies: {read: {...}}, defaults: {principal, identityPolicies: ["read"]}, tests: [{name, action, resource,
 * expect: "allow"}]}`. A test has the members of a case; `actions` and `resources` stand for every pair of them; a policy may be the name of
 * one in `policies`.
 */
export function casesOfSuite(suite: unknown): SuiteCases {
  const problems: CaseProblem[] = [];
  const fields = fieldsOf(suite, '', problems);
  for (const key of Object.keys(fields))
    if (!suiteMembers.has(key)) problems.push({ path: key, message: `"${key}" is not known here` });
  const policies = fields['policies'] === undefined ? {} : fieldsOf(fields['policies'], 'policies', problems);
  const defaults = fields['defaults'] === undefined ? {} : fieldsOf(fields['defaults'], 'defaults', problems);
  const { tests } = fields;
  if (!Array.isArray(tests)) problems.push({ path: 'tests', message: 'a list of tests was expected' });
  const cases: SuiteCase[] = [];
  for (const [i, test] of (Array.isArray(tests) ? tests : []).entries()) {
    const path = `tests[${i}]`;
    const own = { ...defaults, ...fieldsOf(test, path, problems) };
    const pairs = pairsOf(own, path, problems);
    if (cases.length + pairs.length > casesMax) {
      problems.push({ path, message: `more than ${casesMax} cases` });
      break;
    }
    for (const pair of pairs) cases.push(caseOf(own, pair, policies, path));
  }
  return { name: typeof fields['name'] === 'string' ? fields['name'] : 'access tests', cases, problems };
}

/** Runs a suite of access tests, given as parsed JSON (`schemas/suite.schema.json`). Faults of the suite are in the report; nothing is thrown. */
export function runAccessTests(suite: unknown): AccessReport {
  const { name, cases, problems } = casesOfSuite(suite);
  const results = cases.map(runOne);
  const passed = results.filter((result) => result.passed).length;
  return { name, passed, failed: results.length - passed, results, problems };
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

function caseOf(test: Fields, { action, resource }: Pair, policies: Fields, path: string): SuiteCase {
  const { expect, by, name } = test;
  const shown = typeof resource === 'object' && resource !== null && 'arn' in resource ? resource.arn : resource;
  const members = Object.entries({ ...test, action, resource }).filter(([key]) => !testMembers.has(key));
  return {
    path,
    name: typeof name === 'string' ? name : `${String(action)} on ${String(shown)}`,
    action: String(action),
    resource: String(shown),
    value: Object.fromEntries(members.map(([key, value]) => [key, withPolicies(key, value, policies)])),
    expect,
    by,
  };
}

function runOne({ path, name, action, resource, value, expect, by }: SuiteCase): AccessResult {
  const base = { name, action, resource };
  const expected = (expectations.has(String(expect)) ? expect : 'deny') as Expectation;
  const problems: CaseProblem[] = [];
  if (!expectations.has(String(expect)))
    problems.push({ path: `${path}.expect`, message: `expect is one of ${[...expectations].join(', ')}` });
  const outcome = readCase(value);
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
    if (typeof item === 'string' && Object.hasOwn(policies, item)) return { name: item, policy: policies[item] };
    if (typeof item !== 'object' || item === null || !('policy' in item)) return item;
    const { policy } = item;
    return typeof policy === 'string' && Object.hasOwn(policies, policy)
      ? { name: policy, ...item, policy: policies[policy] }
      : item;
  };
  if (policyLists.has(key) && Array.isArray(value)) return value.map(named);
  if (key === 'permissionsBoundary') return named(value);
  if (singlePolicies.has(key))
    return typeof value === 'string' && Object.hasOwn(policies, value) ? policies[value] : value;
  if ((key === 'serviceControlPolicies' || key === 'resourceControlPolicies') && Array.isArray(value)) {
    return value.map((level: unknown) =>
      typeof level === 'object' && level !== null && 'policies' in level && Array.isArray(level.policies)
        ? { ...level, policies: level.policies.map(named) }
        : level,
    );
  }
  return value;
}
