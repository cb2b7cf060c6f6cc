/** What operations on users' SSH public keys, signing certificates and service-specific credentials ask for. */
import type { IamInput, IamOperationName } from '../operation.ts';
import { iamState } from '../state.ts';
import { type IamAuthorize, pair } from './pairs.ts';
import { onUser } from './users.ts';

export const uploadSSHPublicKey: IamAuthorize<'UploadSSHPublicKey'> = onUser('UploadSSHPublicKey');
export const getSSHPublicKey: IamAuthorize<'GetSSHPublicKey'> = onUser('GetSSHPublicKey');
export const listSSHPublicKeys: IamAuthorize<'ListSSHPublicKeys'> = onUser('ListSSHPublicKeys');
export const updateSSHPublicKey: IamAuthorize<'UpdateSSHPublicKey'> = onUser('UpdateSSHPublicKey');
export const deleteSSHPublicKey: IamAuthorize<'DeleteSSHPublicKey'> = onUser('DeleteSSHPublicKey');

export const uploadSigningCertificate: IamAuthorize<'UploadSigningCertificate'> = onUser('UploadSigningCertificate');
export const listSigningCertificates: IamAuthorize<'ListSigningCertificates'> = onUser('ListSigningCertificates');
export const updateSigningCertificate: IamAuthorize<'UpdateSigningCertificate'> = onUser('UpdateSigningCertificate');
export const deleteSigningCertificate: IamAuthorize<'DeleteSigningCertificate'> = onUser('DeleteSigningCertificate');

const serviceName = 'iam:ServiceSpecificCredentialServiceName';

export const createServiceSpecificCredential: IamAuthorize<'CreateServiceSpecificCredential'> = onUser(
  'CreateServiceSpecificCredential',
  ({ ServiceName, CredentialAgeDays }) => ({
    [serviceName]: ServiceName,
    'iam:ServiceSpecificCredentialAgeDays': CredentialAgeDays?.toString(),
  }),
);

/** A policy can say for which service; the credential that is named knows. */
function onCredential<Name extends IamOperationName & `${string}ServiceSpecificCredential`>(
  action: Name,
): IamAuthorize<Name> {
  const asked = onUser(action);
  return async (input: IamInput<Name>, reader, context) => {
    const { ServiceSpecificCredentialId: id = '' } = input as { readonly ServiceSpecificCredentialId?: string };
    const credential = await iamState(reader, context.account).serviceCredentials.get(id);
    const pairs = await asked(input, reader, context);
    return pairs.map((one) => ({ ...one, context: { ...one.context, [serviceName]: credential?.service } }));
  };
}

export const updateServiceSpecificCredential: IamAuthorize<'UpdateServiceSpecificCredential'> = onCredential(
  'UpdateServiceSpecificCredential',
);
export const resetServiceSpecificCredential: IamAuthorize<'ResetServiceSpecificCredential'> = onCredential(
  'ResetServiceSpecificCredential',
);
export const deleteServiceSpecificCredential: IamAuthorize<'DeleteServiceSpecificCredential'> = onCredential(
  'DeleteServiceSpecificCredential',
);

const listOfUser = onUser('ListServiceSpecificCredentials');
/** Those of all users take a grant on all users. */
export const listServiceSpecificCredentials: IamAuthorize<'ListServiceSpecificCredentials'> = async (
  input,
  reader,
  context,
) =>
  input.AllUsers === true
    ? pair('ListServiceSpecificCredentials', '*', context)
    : await listOfUser(input, reader, context);
