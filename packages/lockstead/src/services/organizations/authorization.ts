/**
 * What each operation asks for: a table by operation, in the parts of authorize/.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
import { accountsAuthorization } from './authorize/accounts.ts';
import { delegationAuthorization } from './authorize/delegation.ts';
import { handshakesAuthorization } from './authorize/handshakes.ts';
import { policiesAuthorization } from './authorize/policies.ts';
import { structureAuthorization } from './authorize/structure.ts';

export const organizationsAuthorization = {
  ...structureAuthorization,
  ...accountsAuthorization,
  ...policiesAuthorization,
  ...delegationAuthorization,
  ...handshakesAuthorization,
} as const;
