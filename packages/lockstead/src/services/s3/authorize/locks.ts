/**
 * What the operations on retention and holds ask for.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
import type { S3Entries, S3Input } from '../operation.ts';
import type { AuthorizationParts } from '../parts.ts';
import { sentKeys } from './call-keys.ts';
import { lockKeys } from './lock-keys.ts';
import { type Action, onObject } from './on-object.ts';

type Done = 'GetObjectRetention' | 'PutObjectRetention' | 'GetObjectLegalHold' | 'PutObjectLegalHold';

/** They have no names of their own for versions. */
function always(action: string): Action {
  return [action, action];
}

export function lockEntries(parts: AuthorizationParts): S3Entries<Done> {
  const retain = always('s3:PutObjectRetention');
  const pass = always('s3:BypassGovernanceRetention');
  return {
    GetObjectRetention: onObject(parts, [always('s3:GetObjectRetention')]),
    PutObjectRetention: async (input, reader, context) => {
      const { Mode: mode, RetainUntilDate: until } = input.Retention ?? {};
      const keysOf = () => lockKeys(context.at, { mode, until });
      const actions = input.BypassGovernanceRetention === true ? [retain, pass] : [retain];
      return await onObject(parts, actions, { keysOf })(input, reader, context);
    },
    GetObjectLegalHold: onObject(parts, [always('s3:GetObjectLegalHold')]),
    PutObjectLegalHold: onObject(parts, [always('s3:PutObjectLegalHold')], {
      keysOf: ({ LegalHold }: S3Input<'PutObjectLegalHold'>) =>
        sentKeys({ 's3:object-lock-legal-hold': LegalHold?.Status }),
    }),
  };
}
