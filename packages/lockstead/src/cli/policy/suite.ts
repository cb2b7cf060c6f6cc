/**
 * Suites of access tests, as they are written: YAML (or JSON, which is YAML too), with policies from other files and an imported account.
 * What comes out is what `runAccessTests` takes.
 */
import { dirname, resolve } from 'node:path';
import type { CaseProblem } from '@lockstead/policy';
import { parse, YAMLError } from 'yaml';
import { aliasesMax, withoutNumbers } from '#organization/description/texts-only';
import type { PaperOrganization } from '#organization/paper';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { organizationIn } from '../org/paper-files.ts';
import { readInput } from '../read-input.ts';
import { whyNoAction } from '../what-if/known-action.ts';
import { AccountFile, BadAccount } from './account-file.ts';
import { policyBytesMax } from './document.ts';
import { BadPlace, guardrailsOf } from './guardrail-place.ts';
import { isObject, type Json } from './json.ts';

export const suiteBytesMax = 1024 * 1024;
const accountBytesMax = 64 * 1024 * 1024;
/** A test asks a question that cannot be asked. */
class BadTest extends Error {}

export interface Groundless {
  readonly name?: string;
  readonly problem: CaseProblem;
}

export interface ReadSuite {
  readonly suite: unknown;
  /** Tests whose principal or role the account does not have, by their name in the suite. They must fail, with this reason. */
  readonly groundless: ReadonlyMap<string, Groundless>;
  /** All files that it was read from, whole paths. */
  readonly files: readonly string[];
}

/** Throws Usage for what is not YAML, or names a file that cannot be read. */
export async function readSuite(file: string, terminal: Terminal): Promise<ReadSuite> {
  return await suiteFrom(parseYaml(await readInput(file, terminal, suiteBytesMax), file), file, terminal);
}

/** What that file says, with what it names. */
export async function suiteFrom(value: unknown, file: string, terminal: Terminal): Promise<ReadSuite> {
  const base = file === '-' ? terminal.workingDirectory : dirname(resolve(terminal.workingDirectory, file));
  const files = file === '-' ? [] : [resolve(terminal.workingDirectory, file)];
  if (!isObject(value)) return { suite: value, groundless: new Map(), files };
  const from = async (name: string, bytesMax: number): Promise<string> => {
    const path = resolve(base, name);
    files.push(path);
    return await readInput(path, terminal, bytesMax);
  };
  const { account: accountName, organization: organizationName, ...suite } = value;
  const groundless = new Map<string, Groundless>();
  const account = accountName === undefined ? undefined : await accountIn(accountName, from);
  const organization =
    organizationName === undefined ? undefined : await organizationNamed(organizationName, terminal, base, files);
  const policies = isObject(suite['policies']) ? await withFiles(suite['policies'], from) : suite['policies'];
  const expanded: Json = {
    ...suite,
    ...(policies === undefined ? {} : { policies }),
    // Places are for this command alone; without an organization they are unknown members, which is said.
    ...(organization === undefined || !isObject(suite['defaults'])
      ? {}
      : { defaults: withoutPlaces(suite['defaults']) }),
    ...(Array.isArray(suite['tests'])
      ? {
          tests: suite['tests'].map((test, i) =>
            testFrom(test, suite['defaults'], { account, organization }, `tests[${i}]`, groundless),
          ),
        }
      : {}),
  };
  return { suite: expanded, groundless, files };
}

export function parseYaml(text: string, file: string): unknown {
  const named = file === '-' ? 'The standard input' : file;
  try {
    return parse(text, { schema: 'core', customTags: withoutNumbers, maxAliasCount: aliasesMax, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) throw new Usage(`${named} is nested too deeply.`);
    if (!(error instanceof YAMLError) && !(error instanceof ReferenceError)) throw error;
    const [sentence = ''] = error.message.split('\n', 1);
    throw new Usage(`${named} is not YAML: ${sentence.replace(/:$/, '')}.`);
  }
}

type ReadFrom = (name: string, bytesMax: number) => Promise<string>;

async function accountIn(name: unknown, from: ReadFrom): Promise<AccountFile> {
  if (typeof name !== 'string') throw new Usage('account is the name of a file.');
  try {
    return new AccountFile(JSON.parse(await from(name, accountBytesMax)));
  } catch (error) {
    if (error instanceof BadAccount) throw new Usage(`${name} cannot be used: ${error.message}.`);
    if (error instanceof SyntaxError) throw new Usage(`${name} is not JSON: ${error.message}.`);
    throw error;
  }
}

async function organizationNamed(
  name: unknown,
  terminal: Terminal,
  base: string,
  files: string[],
): Promise<PaperOrganization> {
  if (typeof name !== 'string') throw new Usage('organization is the name of a file or folder.');
  files.push(resolve(base, name));
  return await organizationIn([name], terminal, base);
}

function withoutPlaces(members: Json): Json {
  const { place: _, resourcePlace: __, ...rest } = members;
  return rest;
}

/** `{file: NAME}` is the policy in that file. */
async function withFiles(policies: Json, from: ReadFrom): Promise<Json> {
  const read: Record<string, unknown> = {};
  for (const [name, policy] of Object.entries(policies)) {
    const file = fileOf(policy);
    read[name] = file === undefined ? policy : await from(file, policyBytesMax);
  }
  return read;
}

function fileOf(policy: unknown): string | undefined {
  const file = isObject(policy) && Object.keys(policy).length === 1 ? policy['file'] : undefined;
  return typeof file === 'string' ? file : undefined;
}

/** Whether reading the suite reads other files. */
export function namesFiles({ account, organization, policies }: Json): boolean {
  return (
    account !== undefined ||
    organization !== undefined ||
    (isObject(policies) && Object.values(policies).some((each) => fileOf(each) !== undefined))
  );
}

interface Known {
  readonly account: AccountFile | undefined;
  readonly organization: PaperOrganization | undefined;
}

/**
 * Adds what the account says of the principal, and what the organization says of its place. Policies of the suite are added to those of the account; a
 * boundary, tags, trust and guardrails of the suite replace what is known.
 */
function testFrom(
  test: unknown,
  defaults: unknown,
  { account, organization }: Known,
  path: string,
  groundless: Map<string, Groundless>,
): unknown {
  if (!isObject(test)) return test;
  const whole = { ...(isObject(defaults) ? defaults : {}), ...test };
  try {
    refuseUnknownActions(whole);
    const own = organization === undefined ? test : withoutPlaces(test);
    return {
      ...own,
      ...(account === undefined ? {} : { ...standing(whole, account), ...trust(whole, account) }),
      ...(organization === undefined ? {} : guardrailsOf(whole, organization)),
    };
  } catch (error) {
    const isOurs = error instanceof BadAccount || error instanceof BadTest || error instanceof BadPlace;
    if (!isOurs) throw error;
    // If it were decided nevertheless, a test that expects a deny would pass.
    const name = `\u0000${path}`;
    const named = typeof test['name'] === 'string' ? { name: test['name'] } : {};
    groundless.set(name, { ...named, problem: { path, message: error.message } });
    return { ...(organization === undefined ? test : withoutPlaces(test)), name, principal: null };
  }
}

/** A misspelt action is denied to everybody, so a test that expects a deny would pass. */
function refuseUnknownActions({ action, actions }: Json): void {
  for (const each of Array.isArray(actions) ? (actions as readonly unknown[]) : [action]) {
    const why = typeof each === 'string' ? whyNoAction(each) : undefined;
    if (why !== undefined) throw new BadTest(why);
  }
}

/** What the account knows of a user, role or session. It knows nothing of other principals. */
function standing(whole: Json, account: AccountFile): Json {
  const given = whole['principal'];
  const isArn = typeof given === 'string' && given.startsWith('arn:');
  const principal: Json = isObject(given) ? given : isArn ? { arn: given } : {};
  const { arn } = principal;
  if (typeof arn !== 'string' || arn.endsWith(':root')) return {};
  const found = account.principal(arn);
  if (found === undefined) throw new BadAccount(`the account has no user or role ${arn}`);
  const own = Array.isArray(whole['identityPolicies']) ? (whole['identityPolicies'] as readonly unknown[]) : [];
  const boundary = whole['permissionsBoundary'] ?? found.permissionsBoundary;
  const role = found.arn === arn ? {} : { role: found.arn };
  const tags = isObject(principal['tags']) ? principal['tags'] : {};
  return {
    principal: { ...role, ...principal, tags: { ...found.tags, ...tags } },
    identityPolicies: [...found.identityPolicies, ...own],
    ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
  };
}

/** A role of the account can be assumed only by those whom it trusts. */
function trust({ resource, resources, action, actions, resourcePolicy }: Json, account: AccountFile): Json {
  if (resourcePolicy !== undefined) return {};
  const isAssuming = (each: unknown): boolean => typeof each === 'string' && each.toLowerCase().startsWith('sts:');
  const asked: readonly unknown[] = Array.isArray(actions) ? actions : [action];
  if (!asked.some(isAssuming)) return {};
  const arn = isObject(resource) ? resource['arn'] : resource;
  const policy = typeof arn === 'string' ? account.trust(arn) : undefined;
  const several = Array.isArray(resources) && resources.some((each) => typeof each === 'string' && account.trust(each));
  if (several || (policy !== undefined && !asked.every(isAssuming)))
    throw new BadAccount('each role trusts by a policy of its own: a test that assumes one names it alone');
  return policy === undefined ? {} : { resourcePolicy: policy };
}
