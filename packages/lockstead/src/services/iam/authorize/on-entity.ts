/** What operations ask for that name a user, group or role by its ARN. */
import { parseEntityArn } from '../entities/entity-arn.ts';
import type { IamInput, IamOperationName } from '../operation.ts';
import { type IamAuthorize, namedGroup, namedRole, namedUser, pair } from './pairs.ts';

const finders = { user: namedUser, group: namedGroup, role: namedRole } as const;

/** With the tags of a user or role that is there by that ARN. */
export function onEntity<Name extends IamOperationName>(
  action: Name,
  arnOf: (input: IamInput<Name>) => string,
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const arn = arnOf(input);
    const entity = parseEntityArn(arn);
    const target = entity === undefined ? undefined : await finders[entity.kind](entity.name, reader, context);
    return pair(action, arn, context, target?.arn === arn ? target.context : {});
  };
}
