/**
 * One action, asked of the policy engine for each resource of a simulation.
 * What AWS's simulator does not look at is not looked at here either: a role's trust in who assumes it, a key's consent.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
import {
  type AttachedPolicy,
  type ContextValue,
  type ControlLevel,
  contextOf,
  type Document,
  decide,
  explainLayers,
  type Layer,
  type LayerExplanation,
  type Layers,
  matchingSteps,
  type Principal,
} from '@lockstead/policy';
import { turns } from '#kernel/turns';
import type { EvaluationResult, ResourceSpecificResult, Statement } from '../structures.ts';
import { contextKeysOf } from './context-keys.ts';
import { placeOf } from './position.ts';
import type { SimulatedPolicy } from './simulated-policy.ts';

export interface SimulationParts {
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary?: SimulatedPolicy | 'deleted';
  readonly resourcePolicy?: SimulatedPolicy;
  readonly serviceControl?: readonly ControlLevel[];
  /** Whether answers tell what the organization says. */
  readonly tellsOrganizations: boolean;
  readonly caller: Exclude<Principal, { kind: 'anonymous' | 'service' | 'federated' }>;
  /** Who owns resources whose ARN does not say. */
  readonly resourceOwner: string;
  /** What the caller alone settles; an entry for the same key wins. */
  readonly callerContext: Readonly<Record<string, ContextValue>>;
  /** By key in lower case. */
  readonly entries: ReadonlyMap<string, ContextValue>;
  readonly actions: readonly string[];
  /** `*` alone: no resource in particular. */
  readonly resources: readonly string[];
}

type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

interface Evaluated {
  readonly resource: string;
  readonly decision: Decision;
  readonly matched: readonly Statement[];
  readonly allowedByOrganizations: boolean;
  readonly boundary?: { readonly AllowedByPermissionsBoundary: boolean };
  /** For calls from one account to another. */
  readonly details?: Readonly<Record<string, Decision>>;
}

const verdictDecisions: Readonly<Record<LayerExplanation['verdict'], Decision>> = {
  allow: 'allowed',
  explicitDeny: 'explicitDeny',
  implicitDeny: 'implicitDeny',
  notApplicable: 'implicitDeny',
};

/** How often a statement is asked for one decision with its layers. */
const passes = 4;

/** Steps after which others have a turn: some milliseconds. */
const stepsOfTurn = 1_000_000;

/** In the order in which recorded answers list their statements. */
const listedLayers: readonly Layer[] = ['resource', 'identity', 'permissionsBoundary'];
const restrictiveFirst: readonly Decision[] = ['explicitDeny', 'implicitDeny', 'allowed'];

export class Simulation {
  readonly #parts: SimulationParts;
  readonly #layers: Layers;
  readonly #context: ReturnType<typeof contextOf>;
  readonly #missing: readonly string[];
  /** By layer and the name under which the engine has it: ids need not be unique. */
  readonly #policies: ReadonlyMap<string, SimulatedPolicy>;
  readonly #listed = new Map<string, Statement>();
  /** The most that one action and one resource cost, in steps of matching: nobody else has a turn in between. */
  readonly stepsOfOne: number;
  #stepsInTurn = 0;

  constructor(parts: SimulationParts) {
    this.#parts = parts;
    const { identity, boundary, resourcePolicy, serviceControl, callerContext, entries } = parts;
    const policies = new Map<string, SimulatedPolicy>();
    const attached = (layer: Layer, policy: SimulatedPolicy, index: number): AttachedPolicy => {
      policies.set(`${layer} ${index}`, policy);
      return { name: String(index), document: policy.document };
    };
    this.#policies = policies;
    this.#layers = {
      identity: identity.map((policy, i) => attached('identity', policy, i)),
      ...(boundary === undefined
        ? {}
        : {
            permissionsBoundary: boundary === 'deleted' ? 'deleted' : attached('permissionsBoundary', boundary, 0),
          }),
      ...(resourcePolicy === undefined ? {} : { resource: attached('resource', resourcePolicy, 0) }),
      ...(serviceControl === undefined ? {} : { serviceControl }),
    };
    const given = { ...lowered(callerContext), ...Object.fromEntries(entries) };
    this.#context = contextOf(given);
    const documents = [...policies.values()].map(({ document }) => document);
    this.#missing = contextKeysOf(documents).filter((key) => !Object.hasOwn(given, key.toLowerCase()));
    this.stepsOfOne = this.#stepsOfOne();
  }

  /** What one action may list in the answer: each statement and each key that was not given, for each resource. */
  get entriesOfAction(): number {
    const statements = this.#documents().reduce((sum, document) => sum + document.statements.length, 1);
    return (statements + this.#missing.length) * this.#parts.resources.length;
  }

  #documents(): readonly Document[] {
    const { serviceControl = [] } = this.#parts;
    return [
      ...[...this.#policies.values()].map(({ document }) => document),
      ...serviceControl.flatMap(({ policies }) => policies.map(({ document }) => document)),
    ];
  }

  #stepsOfOne(): number {
    const { actions, resources, caller } = this.#parts;
    const request = {
      principal: caller,
      action: longest(actions),
      resource: longest(resources),
      context: this.#context,
    };
    return this.#documents().reduce((sum, document) => sum + passes * matchingSteps(document, request), 1);
  }

  async of(action: string): Promise<EvaluationResult> {
    const { resources, tellsOrganizations } = this.#parts;
    const evaluated: Evaluated[] = [];
    for (const resource of resources) {
      if (this.#stepsInTurn >= stepsOfTurn) {
        await turns.take();
        this.#stepsInTurn = 0;
      }
      this.#stepsInTurn += this.stepsOfOne;
      evaluated.push(this.#evaluate(action, resource));
    }
    const [first] = evaluated as [Evaluated];
    const boundaries = evaluated.flatMap(({ boundary }) => boundary ?? []);
    const organizations = evaluated.every(({ allowedByOrganizations }) => allowedByOrganizations);
    const isAnyResource = resources.length === 1 && first.resource === '*';
    const details = mostRestrictive(evaluated.flatMap(({ details: own }) => (own === undefined ? [] : [own])));
    return {
      EvalActionName: action,
      EvalResourceName: resources.length === 1 ? first.resource : await resourceTemplate(action),
      EvalDecision: restrictiveFirst.find((each) => evaluated.some(({ decision }) => decision === each)) ?? 'allowed',
      MatchedStatements: [...new Set(evaluated.flatMap(({ matched }) => matched))],
      MissingContextValues: [...this.#missing],
      ...(tellsOrganizations ? { OrganizationsDecisionDetail: { AllowedByOrganizations: organizations } } : {}),
      ...(boundaries.length === 0
        ? {}
        : {
            PermissionsBoundaryDecisionDetail: {
              AllowedByPermissionsBoundary: boundaries.every((each) => each.AllowedByPermissionsBoundary),
            },
          }),
      ...(organizations && (!isAnyResource || details !== undefined) ? { EvalDecisionDetails: details ?? {} } : {}),
      ...(isAnyResource ? {} : { ResourceSpecificResults: evaluated.map((each) => this.#specific(each)) }),
    };
  }

  #specific({ resource, decision, matched, boundary, details }: Evaluated): ResourceSpecificResult {
    return {
      EvalResourceName: resource,
      EvalResourceDecision: decision,
      MatchedStatements: [...matched],
      MissingContextValues: [...this.#missing],
      ...(details === undefined ? {} : { EvalDecisionDetails: { ...details } }),
      ...(boundary === undefined ? {} : { PermissionsBoundaryDecisionDetail: boundary }),
    };
  }

  #evaluate(action: string, resource: string): Evaluated {
    const { caller, resourceOwner, serviceControl } = this.#parts;
    const resourcePolicy = assumesRole(action) ? undefined : this.#parts.resourcePolicy;
    const { resource: _, ...withoutResource } = this.#layers;
    const applying = resourcePolicy === undefined ? withoutResource : this.#layers;
    const account = resource.split(':')[4];
    const owner = account === undefined || account === '' ? resourceOwner : account;
    const request = { principal: caller, action, resource, context: this.#context };
    // Without the resource's own policy there is only the caller's side to simulate, whoever owns the resource.
    const asked = resourcePolicy === undefined ? request : { ...request, resourceAccount: owner };
    const decision = decide(asked, applying);
    const layers = explainLayers(asked, applying, 'optional');
    const verdicts = new Map(layers.map(({ layer, verdict }) => [layer, verdict]));
    const boundary = verdicts.get('permissionsBoundary') ?? 'notApplicable';
    const organization = verdicts.get('serviceControl');
    const allowedByOrganizations =
      serviceControl === undefined || organization === 'allow' || organization === 'notApplicable';
    const isCrossAccount = resourcePolicy !== undefined && owner !== caller.account;
    return {
      resource,
      decision: decisionOf(decision),
      matched: this.#matchedIn(layers),
      allowedByOrganizations,
      ...(boundary === 'notApplicable' ? {} : { boundary: { AllowedByPermissionsBoundary: boundary === 'allow' } }),
      ...(isCrossAccount && allowedByOrganizations ? { details: detailsOf(verdicts) } : {}),
    };
  }

  /**
   * Of each kind of policy its denies, or, where it has none, its allows; service control policies are not told of.
   * AWS DIFFERS? The reference says that a deny is listed alone; recorded answers list beside it what other kinds of policies allow.
   */
  #matchedIn(layers: readonly LayerExplanation[]): readonly Statement[] {
    return listedLayers.flatMap((name) => {
      const layer = layers.find((each) => each.layer === name);
      if (layer === undefined) return [];
      const effect = layer.verdict === 'explicitDeny' ? 'Deny' : 'Allow';
      return layer.policies.flatMap(({ policy, statements }) =>
        statements
          .filter((statement) => statement.matches && statement.effect === effect)
          .map(({ statement }) => this.#statement(name, policy, statement)),
      );
    });
  }

  /** The same object each time, so that the union over resources has each once. */
  #statement(layer: Layer, policy: string, index: number): Statement {
    const key = `${layer} ${policy} ${index}`;
    const known = this.#listed.get(key);
    if (known !== undefined) return known;
    const simulated = this.#policies.get(`${layer} ${policy}`);
    if (simulated === undefined) throw new RangeError(`no policy ${policy} in layer ${layer}`);
    const { id, type, document } = simulated;
    // The model lists other types than the service answers with.
    const SourcePolicyType = type as NonNullable<Statement['SourcePolicyType']>;
    const statement = { SourcePolicyId: id, SourcePolicyType, ...placeOf(document, index) };
    this.#listed.set(key, statement);
    return statement;
  }
}

/**
 * What AWS's simulator takes a trust policy for and then leaves out of the answer, also one that denies.
 * https://github.com/aws/aws-cli/issues/10314
 */
function assumesRole(action: string): boolean {
  return action.toLowerCase().startsWith('sts:assume');
}

function longest(texts: readonly string[]): string {
  return texts.reduce((long, text) => (text.length > long.length ? text : long), '');
}

function lowered(values: Readonly<Record<string, ContextValue>>): Record<string, ContextValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}

function decisionOf(decision: ReturnType<typeof decide>): Decision {
  if (decision.effect === 'allow') return 'allowed';
  return decision.kind === 'explicit' ? 'explicitDeny' : 'implicitDeny';
}

function detailsOf(verdicts: ReadonlyMap<Layer, LayerExplanation['verdict']>): Readonly<Record<string, Decision>> {
  const of = (layer: Layer): LayerExplanation['verdict'] => verdicts.get(layer) ?? 'notApplicable';
  const boundary = of('permissionsBoundary');
  return {
    'IAM Policy': verdictDecisions[of('identity')],
    'Resource Policy': verdictDecisions[of('resource')],
    ...(boundary === 'notApplicable' ? {} : { 'Permissions Boundary Policy': verdictDecisions[boundary] }),
  };
}

/** Of each kind of policy over all resources; undefined where nothing crosses accounts. */
function mostRestrictive(all: readonly Readonly<Record<string, Decision>>[]): Record<string, Decision> | undefined {
  if (all.length === 0) return undefined;
  const merged: Record<string, Decision> = {};
  for (const details of all) {
    for (const [type, decision] of Object.entries(details)) {
      const known = merged[type];
      if (known === undefined || restrictiveFirst.indexOf(decision) < restrictiveFirst.indexOf(known))
        merged[type] = decision;
    }
  }
  return merged;
}

/**
 * What an answer about several resources says it is about.
 * AWS DIFFERS? The newest reference has this template for a single resource too; recorded answers name the resource itself.
 */
async function resourceTemplate(action: string): Promise<string> {
  const { serviceReference } = await import('@lockstead/policy/reference');
  const [prefix = '', name = ''] = action.toLowerCase().split(':');
  return serviceReference(prefix)?.actions.get(name)?.resourceTypes[0]?.arn ?? '*';
}
