/** What simulations ask for: the entity whose policies they tell, or nothing where the policies are the caller's own text. */
import { parseArn } from '#kernel/arn';
import { type IamAuthorize, namedGroup, namedRole, namedUser, type OperationOn, pair } from './pairs.ts';

export const SimulateCustomPolicy: IamAuthorize<'SimulateCustomPolicy'> = async (_input, _reader, context) =>
  pair('SimulateCustomPolicy', '*', context);
export const GetContextKeysForCustomPolicy: IamAuthorize<'GetContextKeysForCustomPolicy'> = async (
  _input,
  _reader,
  context,
) => pair('GetContextKeysForCustomPolicy', '*', context);

/** With the tags of a user or role that is there by that ARN. */
function onSource<Name extends OperationOn<'PolicySourceArn'>>(action: Name): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { PolicySourceArn: arn } = input as { readonly PolicySourceArn: string };
    const [kind, ...names] = parseArn(arn)?.resource.split('/') ?? [];
    const find = { user: namedUser, group: namedGroup, role: namedRole }[kind ?? ''];
    const target = await find?.(names.at(-1) ?? '', reader, context);
    return pair(action, arn, context, target?.arn === arn ? target.context : {});
  };
}

export const SimulatePrincipalPolicy: IamAuthorize<'SimulatePrincipalPolicy'> = onSource('SimulatePrincipalPolicy');
export const GetContextKeysForPrincipalPolicy: IamAuthorize<'GetContextKeysForPrincipalPolicy'> = onSource(
  'GetContextKeysForPrincipalPolicy',
);
