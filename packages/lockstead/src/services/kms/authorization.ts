/**
 * What each operation asks for: a table by operation, in the parts of authorize/.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
import { aliasesAuthorization } from './authorize/aliases.ts';
import { encryptionAuthorization } from './authorize/encryption.ts';
import { grantsAuthorization } from './authorize/grants.ts';
import { importAuthorization } from './authorize/import.ts';
import { keysAuthorization } from './authorize/keys.ts';
import { multiRegionAuthorization } from './authorize/multi-region.ts';
import type { PairParts } from './authorize/pairs.ts';
import { rotationAuthorization } from './authorize/rotation.ts';
import { sharedSecretsAuthorization } from './authorize/shared-secrets.ts';
import { signingAuthorization } from './authorize/signing.ts';

type Part<Make extends (parts: PairParts) => object> = ReturnType<Make>;

export function kmsAuthorization(
  parts: PairParts,
): Part<typeof keysAuthorization> &
  Part<typeof aliasesAuthorization> &
  Part<typeof encryptionAuthorization> &
  Part<typeof grantsAuthorization> &
  Part<typeof rotationAuthorization> &
  Part<typeof importAuthorization> &
  Part<typeof multiRegionAuthorization> &
  Part<typeof sharedSecretsAuthorization> &
  Part<typeof signingAuthorization> {
  return {
    ...keysAuthorization(parts),
    ...aliasesAuthorization(parts),
    ...encryptionAuthorization(parts),
    ...grantsAuthorization(parts),
    ...rotationAuthorization(parts),
    ...importAuthorization(parts),
    ...multiRegionAuthorization(parts),
    ...sharedSecretsAuthorization(parts),
    ...signingAuthorization(parts),
  };
}
