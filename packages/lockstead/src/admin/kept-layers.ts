/** The policies that a kept decision stood on, as they were then. */
import { type AttachedPolicy, type Layer, type Layers, parsePolicy } from '@lockstead/policy';
import type { KeptJudgement, KeptLayer } from '#service/decisions';
import { AdminError } from './admin.ts';

/** Those that were parsed before, by kind and hash: who goes through many decisions meets the same ones again. */
export type ParsedTexts = Map<string, AttachedPolicy['document']>;

/** The layers as they were then, made from the documents of that time. @throws AdminError where one of them is not kept any more. */
export function keptLayers(
  judged: KeptJudgement,
  texts: ReadonlyMap<string, string>,
  known: ParsedTexts = new Map(),
): Layers {
  const policiesOf = (kept: KeptLayer | undefined): readonly AttachedPolicy[] | undefined =>
    kept === undefined || kept.policies === 'deleted'
      ? undefined
      : kept.policies.map(({ document, ...rest }) => ({
          ...rest,
          document: parsed(texts, document, kept.layer, judged, known),
        }));
  const of = (layer: Layer): KeptLayer | undefined => judged.layers.find((kept) => kept.layer === layer);
  const levels = (layer: Layer): Layers['serviceControl'] => {
    const kept = judged.layers.filter((one) => one.layer === layer);
    if (kept.length === 0) return undefined;
    return kept.map((one) => ({ target: one.target ?? '', policies: policiesOf(one) ?? [] }));
  };
  const serviceControl = levels('serviceControl');
  const resourceControl = levels('resourceControl');
  const identity = policiesOf(of('identity'));
  const session = policiesOf(of('session'));
  const boundary = of('permissionsBoundary');
  const [boundaryPolicy] = policiesOf(boundary) ?? [];
  const [resource] = policiesOf(of('resource')) ?? [];
  const [vpcEndpoint] = policiesOf(of('vpcEndpoint')) ?? [];
  return {
    ...(identity === undefined ? {} : { identity }),
    ...(session === undefined ? {} : { session }),
    ...(boundary?.policies === 'deleted' ? { permissionsBoundary: 'deleted' } : {}),
    ...(boundaryPolicy === undefined ? {} : { permissionsBoundary: boundaryPolicy }),
    ...(resource === undefined ? {} : { resource }),
    ...(vpcEndpoint === undefined ? {} : { vpcEndpoint }),
    ...(serviceControl === undefined ? {} : { serviceControl }),
    ...(resourceControl === undefined ? {} : { resourceControl }),
    ...(judged.grants === undefined ? {} : { grants: judged.grants }),
    ...(judged.restrictPublicBuckets === undefined ? {} : { restrictPublicBuckets: judged.restrictPublicBuckets }),
  };
}

function parsed(
  texts: ReadonlyMap<string, string>,
  hash: string,
  layer: Layer,
  judged: KeptJudgement,
  known: ParsedTexts,
): AttachedPolicy['document'] {
  const kind = layer === 'resource' && judged.rule === 'trust' ? 'trust' : layer;
  const before = known.get(`${kind} ${hash}`);
  if (before !== undefined) return before;
  const text = texts.get(hash);
  if (text === undefined) {
    const message = 'The policies that the decision stood on are not kept any more: too many others have come since.';
    throw new AdminError('NotFound', 404, message);
  }
  const outcome = parsePolicy(text, kind);
  if (!outcome.ok)
    throw new AdminError('Unexplainable', 500, 'A policy that the decision stood on does not parse any more.');
  known.set(`${kind} ${hash}`, outcome.document);
  return outcome.document;
}
