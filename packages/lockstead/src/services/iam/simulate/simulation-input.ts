/** What both simulations take alike, read and checked. */
import type { ContextValue } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import { parseAccountId } from '#kernel/ids';
import type { ReadContext } from '#service/operation';
import { parseEntityArn } from '../entities/entity-arn.ts';
import { InvalidInput } from '../errors.ts';
import { type PageInput, pageOf } from '../paging.ts';
import type { ContextEntry } from '../structures.ts';
import { contextValues } from './context-entries.ts';
import { PolicyEvaluation } from './policy-evaluation.ts';
import { checkResourceHandling } from './resource-handling.ts';
import { inputResourcePolicy } from './simulated-policy.ts';
import { Simulation, type SimulationParts } from './simulation.ts';

/**
 * Steps of matching for one action and one resource, which are evaluated in one go: some ten milliseconds. Policies of AWS's sizes and keys of
 * everyday length take a thousandth of it; long patterns on long values reach it.
 */
const stepsOfOneMax = 4_000_000;

/** Steps on one page, whose evaluations give others their turn: some tenths of a second in all. */
const stepsOfPageMax = 100_000_000;

/** Statements and missing keys that one page may list: some ten megabytes. */
const entriesOfPageMax = 100_000;
const resourcesMax = 1000;

export interface SimulationInput extends PageInput {
  readonly ActionNames?: readonly string[] | undefined;
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourcePolicy?: string | undefined;
  readonly ResourceOwner?: string | undefined;
  readonly ContextEntries?: ContextEntry[] | undefined;
  readonly ResourceHandlingOption?: string | undefined;
}

export interface Caller {
  readonly caller: SimulationParts['caller'];
  readonly callerContext: Readonly<Record<string, ContextValue>>;
}

/** The policies; all else is read from the input. */
export type SimulatedPolicies = Pick<
  SimulationParts,
  'identity' | 'boundary' | 'serviceControl' | 'tellsOrganizations'
>;

/** `caller` is undefined where nobody in particular calls, which a resource's policy could not judge. */
export async function simulated(
  input: SimulationInput,
  policies: SimulatedPolicies,
  { caller, callerContext }: Caller,
  namedCaller: string | undefined,
  context: ReadContext,
  operation: string,
): Promise<{ EvaluationResults: Awaited<ReturnType<Simulation['of']>>[]; IsTruncated: boolean; Marker?: string }> {
  const actions = checkedActions(input.ActionNames);
  const resources = checkedResources(input.ResourceArns);
  checkResourceHandling(input.ResourceHandlingOption, resources);
  const resourcePolicy = inputResourcePolicy(input.ResourcePolicy);
  if (resourcePolicy !== undefined && parseArn(namedCaller ?? '')?.resource.startsWith('user/') !== true)
    throw new InvalidInput('Invalid caller - Caller must be an IAM user in this context.');
  const simulation = new Simulation({
    ...policies,
    ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
    caller,
    callerContext,
    resourceOwner: ownerOf(input.ResourceOwner) ?? caller.account,
    entries: contextValues(input.ContextEntries),
    actions,
    resources,
  });
  if (simulation.stepsOfOne > stepsOfOneMax) throw PolicyEvaluation.tooLong();
  // "IAM might return fewer": a page is no longer than its work allows.
  const affordable = Math.min(
    Math.floor(stepsOfPageMax / (simulation.stepsOfOne * resources.length)),
    Math.floor(entriesOfPageMax / simulation.entriesOfAction),
  );
  if (affordable === 0) throw new InvalidInput('The policies and resources are too many for one simulation.');
  const items = Math.min(input.MaxItems ?? 100, affordable);
  const { Marker, MaxItems: _, ...asked } = input;
  const page = pageOf(
    actions.map((action, i) => ({ action, place: String(i).padStart(8, '0') })),
    ({ place }) => place,
    { ...(Marker === undefined ? {} : { Marker }), MaxItems: items },
    context,
    operation,
    [JSON.stringify(asked)],
  );
  const results: Awaited<ReturnType<Simulation['of']>>[] = [];
  for (const { action } of page.items) results.push(await simulation.of(action));
  return {
    EvaluationResults: results,
    IsTruncated: page.IsTruncated,
    ...(page.Marker === undefined ? {} : { Marker: page.Marker }),
  };
}

/** AWS DIFFERS? That there are no wildcards in actions is documented, the sentence is not. Names that no service has are simulated, as AWS does. */
function checkedActions(actions: readonly string[] = []): readonly string[] {
  const wrong = actions.find((action) => !/^[^\s:*?]+:[^\s:*?]+$/.test(action));
  if (wrong !== undefined) throw new InvalidInput(`ActionNames are not in a valid format: ${wrong}.`);
  return actions;
}

function checkedResources(resources: readonly string[] = []): readonly string[] {
  if (resources.length === 0) return ['*'];
  if (resources.length > resourcesMax) throw new InvalidInput(`At most ${resourcesMax} resources can be simulated.`);
  const wrong = resources.find((resource) => resource !== '*' && parseArn(resource) === undefined);
  if (wrong !== undefined) throw new InvalidInput(`ResourceNames are not in a valid ARN format: ${wrong}.`);
  return resources;
}

/** `arn:aws:iam::112233445566:root`, or the account's id alone. */
function ownerOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const arn = parseArn(text);
  const account = parseAccountId(arn?.service === 'iam' && arn.resource === 'root' ? arn.account : text);
  if (account === undefined) throw new InvalidInput(`Invalid ResourceOwner: ${text}`);
  return account;
}

/** The user, group or role that calls, and the condition keys that this settles. A group only lends its policies. */
export function callerOf(arn: string | undefined, account: string, userId?: string): Caller {
  if (arn === undefined)
    return { caller: { kind: 'user', arn: `arn:aws:iam::${account}:user/`, account }, callerContext: {} };
  const parsed = parseEntityArn(arn);
  if (parsed === undefined || parseAccountId(parsed.account) === undefined) {
    throw new InvalidInput(`Invalid caller - ${arn} is no IAM user, group or role.`);
  }
  const { kind, name, account: owner } = parsed;
  const common = { 'aws:PrincipalAccount': owner };
  if (kind === 'user') {
    return {
      caller: { kind: 'user', arn, account: owner },
      callerContext: {
        ...common,
        'aws:PrincipalArn': arn,
        'aws:PrincipalType': 'User',
        'aws:username': name,
        ...(userId === undefined ? {} : { 'aws:userid': userId }),
      },
    };
  }
  if (kind === 'role') {
    return {
      caller: { kind: 'roleSession', arn, account: owner, roleArn: arn },
      callerContext: { ...common, 'aws:PrincipalArn': arn, 'aws:PrincipalType': 'AssumedRole' },
    };
  }
  return { caller: { kind: 'user', arn, account: owner }, callerContext: common };
}
