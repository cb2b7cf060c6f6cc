/** What simulations ask for: the entity whose policies they tell, or nothing where the policies are the caller's own text. */
import { parseEntityArn } from '../entities/entity-arn.ts';
import { type IamAuthorize, namedGroup, namedRole, namedUser, type OperationOn, pair } from './pairs.ts';

export const SimulateCustomPolicy: IamAuthorize<'SimulateCustomPolicy'> = async (_input, _reader, context) =>
  pair('SimulateCustomPolicy', '*', context);
export const GetContextKeysForCustomPolicy: IamAuthorize<'GetContextKeysForCustomPolicy'> = async (
  _input,
  _reader,
  context,
) => pair('GetContextKeysForCustomPolicy', '*', context);

const finders = { user: namedUser, group: namedGroup, role: namedRole } as const;

/** With the tags of a user or role that is there by that ARN. */
function onSource<Name extends OperationOn<'PolicySourceArn'>>(action: Name): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { PolicySourceArn: arn } = input as { readonly PolicySourceArn: string };
    const entity = parseEntityArn(arn);
    const target = entity === undefined ? undefined : await finders[entity.kind](entity.name, reader, context);
    return pair(action, arn, context, target?.arn === arn ? target.context : {});
  };
}

export const SimulatePrincipalPolicy: IamAuthorize<'SimulatePrincipalPolicy'> = onSource('SimulatePrincipalPolicy');
export const GetContextKeysForPrincipalPolicy: IamAuthorize<'GetContextKeysForPrincipalPolicy'> = onSource(
  'GetContextKeysForPrincipalPolicy',
);
