/** What operations on the account itself ask for: none names a resource. */
import type { IamOperationName } from '../operation.ts';
import { type IamAuthorize, pair } from './pairs.ts';

function onAccount<Name extends IamOperationName>(action: Name): IamAuthorize<Name> {
  return async (_input, _reader, context) => pair(action, '*', context);
}

export const getAccountSummary: IamAuthorize<'GetAccountSummary'> = onAccount('GetAccountSummary');
export const createAccountAlias: IamAuthorize<'CreateAccountAlias'> = onAccount('CreateAccountAlias');
export const deleteAccountAlias: IamAuthorize<'DeleteAccountAlias'> = onAccount('DeleteAccountAlias');
export const listAccountAliases: IamAuthorize<'ListAccountAliases'> = onAccount('ListAccountAliases');
export const getAccountPasswordPolicy: IamAuthorize<'GetAccountPasswordPolicy'> = onAccount('GetAccountPasswordPolicy');
export const updateAccountPasswordPolicy: IamAuthorize<'UpdateAccountPasswordPolicy'> =
  onAccount('UpdateAccountPasswordPolicy');
export const deleteAccountPasswordPolicy: IamAuthorize<'DeleteAccountPasswordPolicy'> =
  onAccount('DeleteAccountPasswordPolicy');
export const generateCredentialReport: IamAuthorize<'GenerateCredentialReport'> = onAccount('GenerateCredentialReport');
export const getCredentialReport: IamAuthorize<'GetCredentialReport'> = onAccount('GetCredentialReport');
