/** What simulations ask for: the entity whose policies they tell, or nothing where the policies are the caller's own text. */
import type { IamAuthorization } from '../operation.ts';
import { onEntity } from './on-entity.ts';
import { pair } from './pairs.ts';

export const simulationAuthorization = {
  SimulateCustomPolicy: async (_input, _reader, context) => pair('SimulateCustomPolicy', '*', context),
  GetContextKeysForCustomPolicy: async (_input, _reader, context) =>
    pair('GetContextKeysForCustomPolicy', '*', context),
  SimulatePrincipalPolicy: onEntity('SimulatePrincipalPolicy', ({ PolicySourceArn }) => PolicySourceArn),
  GetContextKeysForPrincipalPolicy: onEntity(
    'GetContextKeysForPrincipalPolicy',
    ({ PolicySourceArn }) => PolicySourceArn,
  ),
} satisfies IamAuthorization;
