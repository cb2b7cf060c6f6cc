/**
 * Resources to ask about where somebody asks for `*`, and the action is done to a resource: `*` itself is none then, so that a policy for
 * one bucket would seem to allow nothing.
 */
import type { ContextValue, Explanation, Mismatch } from '@lockstead/policy';
import type { ActionReference } from '@lockstead/policy/reference';
import { iamArn, partition } from '#kernel/arn';
import { arnPattern, commonText, type Pattern, policyPattern } from './common-text.ts';

/** Resources that are asked about for one principal. */
export const candidatesMax = 200;

export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A resource, and what it stands for: the pattern of the policy that it was found by, or itself. */
export interface Candidate {
  readonly resource: string;
  readonly standsFor: string;
}

/** IAM names the path that it lists, though its reference knows no resource for these. */
const listed: Readonly<Record<string, string>> = {
  listgroups: 'group/',
  listinstanceprofiles: 'instance-profile/',
  listroles: 'role/',
  listusers: 'user/',
};

/** The reference takes 25 MB, so that it is loaded when somebody first asks. */
export async function actionReference(action: string): Promise<ActionReference | undefined> {
  const { serviceReference } = await import('@lockstead/policy/reference');
  const [prefix = '', name = ''] = action.toLowerCase().split(':');
  return serviceReference(prefix)?.actions.get(name);
}

/** The resource that the action itself names when a request says nothing of one. */
export function listedResource(action: string, { account }: Place): string | undefined {
  const [prefix, name = ''] = action.toLowerCase().split(':');
  const path = prefix === 'iam' ? listed[name] : undefined;
  return path === undefined ? undefined : iamArn(account, path);
}

/** Whether an ARN has one of the forms that the action's resources have. */
export function isResourceOf({ resourceTypes }: ActionReference, arn: string): boolean {
  const text = policyPattern(arn);
  return resourceTypes.some(({ arn: form }) => commonText(text, arnPattern(form, {})) !== undefined);
}

/**
 * What the statements of this decision that miss the request by its resource alone could mean, then a resource of each kind that no policy
 * names. `context`: of the request, for the variables in patterns. `underConditions`: of statements whose conditions do not hold, and of no others.
 */
export function candidates(
  reference: ActionReference,
  { layers }: Explanation,
  context: Readonly<Record<string, ContextValue>>,
  { account, region }: Place,
  underConditions = false,
): readonly Candidate[] {
  const known = { Partition: partition };
  const here = { ...known, Account: account, AccountId: account, Region: region };
  const forms = reference.resourceTypes.map(({ arn }) => [arnPattern(arn, here), arnPattern(arn, known)] as const);
  const found = new Map<string, Candidate>();
  const add = (pattern: Pattern, standsFor: string): void => {
    for (const [own, anybodys] of forms) {
      const resource = commonText(pattern, own) ?? commonText(pattern, anybodys);
      if (resource !== undefined && !found.has(resource)) found.set(resource, { resource, standsFor });
    }
  };
  for (const text of nearMisses(layers, underConditions)) {
    const pattern = withVariables(text, context);
    if (pattern !== undefined) add(pattern, text);
  }
  if (!underConditions) add(policyPattern('*'), '*');
  return [...found.values()];
}

/** Resources of Allow statements that miss the request by those alone, or also by conditions. */
function nearMisses(layers: Explanation['layers'], underConditions: boolean): readonly string[] {
  const statements = layers.flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
  const isOther = ({ kind }: Mismatch): boolean => kind !== 'resource' && !(underConditions && kind === 'condition');
  return statements.flatMap(({ effect, mismatches }) => {
    if (effect !== 'Allow' || mismatches.some(isOther)) return [];
    if (underConditions && !mismatches.some(({ kind }) => kind === 'condition')) return [];
    return mismatches.flatMap((each) => (each.kind === 'resource' && each.element === 'Resource' ? each.expected : []));
  });
}

/** Undefined where a variable has no value, or several: the pattern means nothing then. */
function withVariables(text: string, context: Readonly<Record<string, ContextValue>>): Pattern | undefined {
  const tokens: Pattern[number][] = [];
  for (const part of text.split(/(\$\{[^}]*\})/)) {
    if (!part.startsWith('${')) tokens.push(...policyPattern(part));
    else {
      const name = part.slice(2, -1);
      const value = /^[*?$]$/.test(name) ? name : context[name.toLowerCase()];
      if (typeof value !== 'string') return undefined;
      tokens.push(...value);
    }
  }
  return tokens;
}
