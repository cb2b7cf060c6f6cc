/** What operations on users' SSH public keys, signing certificates and service-specific credentials ask for. */
import type { IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type IamAuthorize, type OperationOn, pair } from './pairs.ts';

export const UploadSSHPublicKey: IamAuthorize<'UploadSSHPublicKey'> = onUser('UploadSSHPublicKey');
export const GetSSHPublicKey: IamAuthorize<'GetSSHPublicKey'> = onUser('GetSSHPublicKey');
export const ListSSHPublicKeys: IamAuthorize<'ListSSHPublicKeys'> = onUser('ListSSHPublicKeys');
export const UpdateSSHPublicKey: IamAuthorize<'UpdateSSHPublicKey'> = onUser('UpdateSSHPublicKey');
export const DeleteSSHPublicKey: IamAuthorize<'DeleteSSHPublicKey'> = onUser('DeleteSSHPublicKey');

export const UploadSigningCertificate: IamAuthorize<'UploadSigningCertificate'> = onUser('UploadSigningCertificate');
export const ListSigningCertificates: IamAuthorize<'ListSigningCertificates'> = onUser('ListSigningCertificates');
export const UpdateSigningCertificate: IamAuthorize<'UpdateSigningCertificate'> = onUser('UpdateSigningCertificate');
export const DeleteSigningCertificate: IamAuthorize<'DeleteSigningCertificate'> = onUser('DeleteSigningCertificate');

const serviceName = 'iam:ServiceSpecificCredentialServiceName';

export const CreateServiceSpecificCredential: IamAuthorize<'CreateServiceSpecificCredential'> = onUser(
  'CreateServiceSpecificCredential',
  ({ ServiceName, CredentialAgeDays }) => ({
    [serviceName]: ServiceName,
    'iam:ServiceSpecificCredentialAgeDays': CredentialAgeDays?.toString(),
  }),
);

/** A policy can say for which service; the credential that is named knows. */
function onCredential<Name extends OperationOn<'ServiceSpecificCredentialId'>>(action: Name): IamAuthorize<Name> {
  const asked = onUser(action);
  return async (input: IamInput<Name>, reader, context) => {
    const { ServiceSpecificCredentialId: id } = input as { readonly ServiceSpecificCredentialId: string };
    const credential = await iamState(reader, context.account).serviceCredentials.get(id);
    const pairs = await asked(input, reader, context);
    return pairs.map((one) => ({ ...one, context: { ...one.context, [serviceName]: credential?.service } }));
  };
}

export const UpdateServiceSpecificCredential: IamAuthorize<'UpdateServiceSpecificCredential'> = onCredential(
  'UpdateServiceSpecificCredential',
);
export const ResetServiceSpecificCredential: IamAuthorize<'ResetServiceSpecificCredential'> = onCredential(
  'ResetServiceSpecificCredential',
);
export const DeleteServiceSpecificCredential: IamAuthorize<'DeleteServiceSpecificCredential'> = onCredential(
  'DeleteServiceSpecificCredential',
);

const listOfUser = onUser('ListServiceSpecificCredentials');
/** Those of all users take a grant on all users. */
export const ListServiceSpecificCredentials: IamAuthorize<'ListServiceSpecificCredentials'> = async (
  input,
  reader,
  context,
) =>
  input.AllUsers === true
    ? pair('ListServiceSpecificCredentials', '*', context)
    : await listOfUser(input, reader, context);
