/** The answer to a case, in the words of the contract. */
import {
  type CaseProblem,
  type Explanation,
  explain,
  type Layer,
  type LayerExplanation,
  type Matched,
  readCase,
} from '@lockstead/policy';

interface MatchedStatement {
  readonly layer: Layer;
  readonly policy: string;
  readonly statement: number;
  readonly effect: 'Allow' | 'Deny';
}

interface CaseAnswer {
  readonly name?: string;
  readonly decision: 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';
  readonly decidedBy: Layer;
  /** The text AWS would answer; absent for an allow, and where nothing could be decided. */
  readonly message?: string;
  /** Every statement that applies; the one that decided stands first. */
  readonly matched: readonly MatchedStatement[];
  readonly problems: readonly CaseProblem[];
}

export interface Answered {
  readonly answer: CaseAnswer;
  readonly explanation?: Explanation;
}

/** Of a case as it stands in JSON. One that cannot be read is denied, with its problems. */
export function answerCase(value: unknown): Answered {
  const outcome = readCase(value);
  if (!outcome.ok) return { answer: { ...nameIn(value), ...unreadable(outcome.problems) } };
  const { name, request, layers, rule } = outcome.case;
  const explanation = explain(request, layers, rule);
  const { message } = explanation;
  const answer: CaseAnswer = {
    ...(name === undefined ? {} : { name }),
    decision: decisionOf(explanation),
    decidedBy: layerOf(explanation.decidedBy),
    ...(message === undefined ? {} : { message }),
    matched: matchedOf(explanation),
    problems: [],
  };
  return { answer, explanation };
}

function nameIn(value: unknown): { readonly name?: string } {
  const isNamed = typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
  return isNamed ? { name: value.name as string } : {};
}

function unreadable(problems: readonly CaseProblem[]): CaseAnswer {
  const layer = problems
    .map(({ path }) => layersByMember[path.split(/[[.]/, 1)[0] ?? ''])
    .find((found) => found !== undefined);
  return { decision: 'ImplicitlyDenied', decidedBy: layer ?? 'identity', matched: [], problems };
}

/** The layer of a policy that is invalid, by where it stands. */
const layersByMember: Readonly<Record<string, Layer>> = {
  identityPolicies: 'identity',
  permissionsBoundary: 'permissionsBoundary',
  sessionPolicies: 'session',
  resourcePolicy: 'resource',
  vpcEndpointPolicy: 'vpcEndpoint',
  serviceControlPolicies: 'serviceControl',
  resourceControlPolicies: 'resourceControl',
};

function decisionOf({ decision }: Explanation): CaseAnswer['decision'] {
  if (decision.effect === 'allow') return 'Allowed';
  return decision.kind === 'explicit' ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
}

/** What is allowed without a policy is allowed on the caller's side: the root user, and what nobody can be denied. */
function layerOf(decidedBy: Explanation['decidedBy']): Layer {
  if (decidedBy === 'grant') return 'resource';
  return decidedBy === 'root' || decidedBy === 'always' ? 'identity' : decidedBy;
}

function matchedOf({ decision, layers }: Explanation): readonly MatchedStatement[] {
  const all = layers.flatMap(matchedIn);
  const by = decision.effect === 'deny' && decision.kind === 'implicit' ? undefined : decision.by;
  if (by === undefined || !('statement' in by)) return all;
  const isDeciding = (each: MatchedStatement): boolean =>
    each.layer === by.layer && each.policy === by.policy && each.statement === by.statement;
  return [matchedStatement(by), ...all.filter((each) => !isDeciding(each))];
}

function matchedIn({ layer, policies }: LayerExplanation): readonly MatchedStatement[] {
  return policies.flatMap(({ policy, statements }) =>
    statements.filter(({ matches }) => matches).map(({ statement, effect }) => ({ layer, policy, statement, effect })),
  );
}

function matchedStatement({ layer, policy, statement, effect }: Matched): MatchedStatement {
  return { layer, policy, statement, effect };
}
