/** What operations on the account itself ask for: none names a resource. */
import type { IamAuthorization, IamOperationName } from '../operation.ts';
import { type IamAuthorize, pair } from './pairs.ts';

function onAccount<Name extends IamOperationName>(action: Name): IamAuthorize<Name> {
  return async (_input, _reader, context) => pair(action, '*', context);
}

export const accountAuthorization = {
  GetAccountSummary: onAccount('GetAccountSummary'),
  CreateAccountAlias: onAccount('CreateAccountAlias'),
  DeleteAccountAlias: onAccount('DeleteAccountAlias'),
  ListAccountAliases: onAccount('ListAccountAliases'),
  GetAccountPasswordPolicy: onAccount('GetAccountPasswordPolicy'),
  UpdateAccountPasswordPolicy: onAccount('UpdateAccountPasswordPolicy'),
  DeleteAccountPasswordPolicy: onAccount('DeleteAccountPasswordPolicy'),
  GenerateCredentialReport: onAccount('GenerateCredentialReport'),
  GetCredentialReport: onAccount('GetCredentialReport'),
} satisfies IamAuthorization;
