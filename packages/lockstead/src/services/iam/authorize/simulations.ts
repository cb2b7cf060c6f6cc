/** What simulations ask for: the entity whose policies they tell, or nothing where the policies are the caller's own text. */
import { onEntity } from './on-entity.ts';
import { type IamAuthorize, pair } from './pairs.ts';

export const SimulateCustomPolicy: IamAuthorize<'SimulateCustomPolicy'> = async (_input, _reader, context) =>
  pair('SimulateCustomPolicy', '*', context);
export const GetContextKeysForCustomPolicy: IamAuthorize<'GetContextKeysForCustomPolicy'> = async (
  _input,
  _reader,
  context,
) => pair('GetContextKeysForCustomPolicy', '*', context);

export const SimulatePrincipalPolicy: IamAuthorize<'SimulatePrincipalPolicy'> = onEntity(
  'SimulatePrincipalPolicy',
  ({ PolicySourceArn }) => PolicySourceArn,
);
export const GetContextKeysForPrincipalPolicy: IamAuthorize<'GetContextKeysForPrincipalPolicy'> = onEntity(
  'GetContextKeysForPrincipalPolicy',
  ({ PolicySourceArn }) => PolicySourceArn,
);
