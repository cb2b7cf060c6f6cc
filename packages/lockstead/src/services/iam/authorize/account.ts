/** What operations on the account itself ask for: none names a resource. */
import type { IamOperationName } from '../operation.ts';
import { type IamAuthorize, pair } from './pairs.ts';

function onAccount<Name extends IamOperationName>(action: Name): IamAuthorize<Name> {
  return async (_input, _reader, context) => pair(action, '*', context);
}

export const GetAccountSummary: IamAuthorize<'GetAccountSummary'> = onAccount('GetAccountSummary');
export const CreateAccountAlias: IamAuthorize<'CreateAccountAlias'> = onAccount('CreateAccountAlias');
export const DeleteAccountAlias: IamAuthorize<'DeleteAccountAlias'> = onAccount('DeleteAccountAlias');
export const ListAccountAliases: IamAuthorize<'ListAccountAliases'> = onAccount('ListAccountAliases');
export const GetAccountPasswordPolicy: IamAuthorize<'GetAccountPasswordPolicy'> = onAccount('GetAccountPasswordPolicy');
export const UpdateAccountPasswordPolicy: IamAuthorize<'UpdateAccountPasswordPolicy'> =
  onAccount('UpdateAccountPasswordPolicy');
export const DeleteAccountPasswordPolicy: IamAuthorize<'DeleteAccountPasswordPolicy'> =
  onAccount('DeleteAccountPasswordPolicy');
export const GenerateCredentialReport: IamAuthorize<'GenerateCredentialReport'> = onAccount('GenerateCredentialReport');
export const GetCredentialReport: IamAuthorize<'GetCredentialReport'> = onAccount('GetCredentialReport');
