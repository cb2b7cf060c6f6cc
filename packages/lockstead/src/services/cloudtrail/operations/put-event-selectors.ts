/**
 * PutEventSelectors: which events a trail takes, instead of what it took before.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
 */
import { InvalidEventSelectors } from '../errors.ts';
import type { CloudTrailInput, CloudTrailWrite } from '../operation.ts';
import { advancedSelectors } from '../selectors/advanced.ts';
import { basicSelectors } from '../selectors/basic.ts';
import type { Selectors } from '../selectors/selectors.ts';
import { putTrail } from '../state.ts';
import { selectorsShape } from '../trail-shape.ts';
import { arnOf, ownTrail } from '../trails.ts';

export const putEventSelectors: CloudTrailWrite<'PutEventSelectors'> = {
  name: 'PutEventSelectors',
  effect: 'write',

  async handle(input, { tx, account, region }) {
    const before = await ownTrail(tx, { account, region }, input.TrailName);
    const trail = { ...before, selectors: selectorsOf(input) };
    await putTrail(tx, trail);
    return { TrailARN: arnOf(trail), ...selectorsShape(trail) };
  },
};

function selectorsOf({
  EventSelectors: basic = [],
  AdvancedEventSelectors: advanced = [],
}: CloudTrailInput<'PutEventSelectors'>): Selectors {
  if ((basic.length === 0) === (advanced.length === 0)) {
    throw new InvalidEventSelectors('Either EventSelectors or AdvancedEventSelectors must be given, and not both.');
  }
  return advanced.length > 0
    ? { form: 'advanced', selectors: advancedSelectors(advanced) }
    : { form: 'basic', selectors: basicSelectors(basic) };
}
