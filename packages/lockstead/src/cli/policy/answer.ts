/** The answer to a case, in the words of the contract: `@lockstead/policy` decides, and says what decided. */
import {
  type CaseAnswer,
  type CaseProblem,
  decideCase,
  type Explanation,
  explain,
  type Layer,
  readCase,
} from '@lockstead/policy';

export type Answer = CaseAnswer & { readonly decidedBy: Layer };

/** Of a case as it stands in JSON. One that cannot be read is denied, with its problems, by the layer where they are. */
export function answerCase(value: unknown): Answer {
  const { decision, decidedBy, ...rest } = decideCase(value);
  return { decision, decidedBy: decidedBy ?? layerOf(rest.problems), ...rest };
}

/** More than the answer holds: what was looked at, and the least change that would allow it. `undefined` for a case that cannot be read. */
export function explainCase(value: unknown): Explanation | undefined {
  const outcome = readCase(value);
  return outcome.ok ? explain(outcome.case.request, outcome.case.layers, outcome.case.rule) : undefined;
}

function layerOf(problems: readonly CaseProblem[]): Layer {
  for (const { path } of problems) {
    const layer = layersByMember[path.split(/[[.]/, 1)[0] ?? ''];
    if (layer !== undefined) return layer;
  }
  return 'identity';
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
