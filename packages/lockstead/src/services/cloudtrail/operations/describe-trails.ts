/**
 * DescribeTrails: the settings of the trails of a Region, their shadows among them.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
import type { Reader } from '#store/port';
import { invalidParameter } from '../errors.ts';
import { cloudTrailLimits } from '../limits.ts';
import type { CloudTrailRead } from '../operation.ts';
import type { TrailRecord } from '../state.ts';
import { namedTrail, trailArn } from '../trail-name.ts';
import { trailShape } from '../trail-shape.ts';
import { type Asker, allTrails, arnOf, trailsIn } from '../trails.ts';

const { describedTrailsMax } = cloudTrailLimits;

export const describeTrails: CloudTrailRead<'DescribeTrails'> = {
  name: 'DescribeTrails',
  effect: 'read',

  async handle({ trailNameList: names = [], includeShadowTrails = true }, { reader, account, region }) {
    // AWS DIFFERS? It refuses more names than these; its sentence is not known.
    if (names.length > describedTrailsMax) {
      throw invalidParameter(`trailNameList has more than ${describedTrailsMax} names.`);
    }
    const asker = { account, region };
    const trails =
      names.length === 0
        ? await trailsIn(reader, asker, includeShadowTrails)
        : await ofNames(reader, asker, names, includeShadowTrails);
    return { trailList: trails.map(trailShape) };
  },
};

/** Names of no trail are left out. By name those of the Region are found, by ARN others too. */
async function ofNames(
  reader: Reader,
  asker: Asker,
  names: readonly string[],
  withShadows: boolean,
): Promise<readonly TrailRecord[]> {
  const wanted = new Set(names.map((name) => trailArn(namedTrail(name, asker))));
  const known = withShadows ? await allTrails(reader, asker.account) : await trailsIn(reader, asker, false);
  return known.filter((trail) => wanted.has(arnOf(trail)));
}
