/** What operations on users' SSH public keys, signing certificates and service-specific credentials ask for. */
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type IamAuthorize, type OperationOn, pair } from './pairs.ts';

const serviceName = 'iam:ServiceSpecificCredentialServiceName';

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

const listOfUser = onUser('ListServiceSpecificCredentials');

export const userCredentialAuthorization = {
  UploadSSHPublicKey: onUser('UploadSSHPublicKey'),
  GetSSHPublicKey: onUser('GetSSHPublicKey'),
  ListSSHPublicKeys: onUser('ListSSHPublicKeys'),
  UpdateSSHPublicKey: onUser('UpdateSSHPublicKey'),
  DeleteSSHPublicKey: onUser('DeleteSSHPublicKey'),
  UploadSigningCertificate: onUser('UploadSigningCertificate'),
  ListSigningCertificates: onUser('ListSigningCertificates'),
  UpdateSigningCertificate: onUser('UpdateSigningCertificate'),
  DeleteSigningCertificate: onUser('DeleteSigningCertificate'),
  CreateServiceSpecificCredential: onUser('CreateServiceSpecificCredential', ({ ServiceName, CredentialAgeDays }) => ({
    [serviceName]: ServiceName,
    'iam:ServiceSpecificCredentialAgeDays': CredentialAgeDays?.toString(),
  })),
  UpdateServiceSpecificCredential: onCredential('UpdateServiceSpecificCredential'),
  ResetServiceSpecificCredential: onCredential('ResetServiceSpecificCredential'),
  DeleteServiceSpecificCredential: onCredential('DeleteServiceSpecificCredential'),
  /** Those of all users take a grant on all users. */
  ListServiceSpecificCredentials: async (input, reader, context) =>
    input.AllUsers === true
      ? pair('ListServiceSpecificCredentials', '*', context)
      : await listOfUser(input, reader, context),
} satisfies IamAuthorization;
