/**
 * Who must act on something that was found: what every finding of Config, GuardDuty, Inspector and the checklists carries.
 */
import { actingSide, type Cell, type Side } from './cell.ts';
import type { Layer } from './layers.ts';
import { serviceOfType } from './resource-types.ts';
import { findService } from './services.ts';
import { sources } from './sources.ts';

export interface Responsible {
  /** Who must act. */
  readonly side: Side;
  readonly layer: Layer;
  /** Why that side, in one sentence. */
  readonly why: string;
  /** What it must do, in a sentence or two. */
  readonly must: string;
  /** The page that the answer comes from. */
  readonly source: { readonly title: string; readonly url: string };
}

/** Whoever runs Lockstead has taken the provider's side. */
const providerMust = 'The provider sees to it. On Lockstead that is whoever runs it: "lockstead responsibility host".';

/**
 * `about` is the kind of the resource, or a service by AWS's endpoint prefix. `undefined`: the service is not known, has no such layer, or
 * there are several answers (Amazon ECS, which runs on instances of the customer or on AWS's): a finding then names `ecs-ec2` or `ecs-fargate`.
 */
export function responsibleFor(
  about: { readonly cfnType: string } | { readonly service: string },
  layer: Layer,
): Responsible | undefined {
  const found = 'cfnType' in about ? serviceOfType(about.cfnType) : findService(about.service);
  const [profile, ...more] = found ?? [];
  if (profile === undefined || more.length > 0) return undefined;
  return responsibleOf(profile.cells[layer], layer);
}

function responsibleOf(cell: Cell, layer: Layer): Responsible | undefined {
  const side = actingSide(cell);
  if (side === undefined) return undefined;
  return { side, layer, why: cell.why, must: 'must' in cell ? cell.must : providerMust, source: sources[cell.source] };
}
