/**
 * Names of aliases.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/alias-create.html
 */
import { InvalidAliasName, NotFound, ValidationError } from './errors.ts';
import { aliasArn } from './key-reference.ts';
import type { AliasRecord, KmsReader } from './state.ts';

const prefix = 'alias/';
const reserved = 'alias/aws/';

/** Throws what AWS answers for a name that it does not take. */
export function checkAliasName(name: string): void {
  if (!name.startsWith(prefix) || name === prefix) {
    throw new ValidationError(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.startsWith(reserved)) throw reservedName(name);
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name)) {
    throw new ValidationError(`${name} contains invalid characters for an alias`);
  }
}

/** AWS DIFFERS? The code is not certain: its reference says only that such names cannot be used. */
function reservedName(name: string): InvalidAliasName {
  return new InvalidAliasName(`${name} begins with the prefix of aliases that AWS manages: ${reserved}`);
}

/** Throws where there is none, or it is one of AWS's. */
export async function requireOwnAlias(
  state: KmsReader,
  { account, region }: { readonly account: string; readonly region: string },
  name: string,
): Promise<AliasRecord> {
  if (name.startsWith(reserved)) throw reservedName(name);
  const alias = await state.aliases.get(name);
  if (alias === undefined) throw NotFound.alias(aliasArn(account, region, name));
  return alias;
}
