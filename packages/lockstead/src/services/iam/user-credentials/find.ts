/** A user's credential by its id: somebody else's does not exist for the caller. */
import { InvalidInput, NoSuchEntity } from '../errors.ts';
import type { IamReader } from '../state/state.ts';
import type { Owner } from './owner.ts';
import type { ActiveStatus, ServiceCredentialRecord, SigningCertificateRecord, SshPublicKeyRecord } from './state.ts';

/** Throws `NoSuchEntity` where the owner has no such key. */
export async function findSshKey(state: IamReader, owner: Owner, id: string): Promise<SshPublicKeyRecord> {
  const key = await state.sshPublicKeys.get(id);
  if (key?.userId !== owner.id) throw NoSuchEntity.sshPublicKey(id);
  return key;
}

/** Throws `NoSuchEntity` where the owner has no such certificate. */
export async function findCertificate(state: IamReader, owner: Owner, id: string): Promise<SigningCertificateRecord> {
  const certificate = await state.signingCertificates.get(id);
  if (certificate?.userId !== owner.id) throw NoSuchEntity.signingCertificate(id);
  return certificate;
}

/** Throws `NoSuchEntity` where the owner has no such credential. */
export async function findServiceCredential(
  state: IamReader,
  owner: Owner,
  id: string,
): Promise<ServiceCredentialRecord> {
  const credential = await state.serviceCredentials.get(id);
  if (credential?.userId !== owner.id) throw NoSuchEntity.serviceCredential(id);
  return credential;
}

/** AWS DIFFERS? The model has `Expired`, which time alone brings about; the words in which it is refused are not documented. */
export function settableStatus(status: string): ActiveStatus {
  if (status !== 'Active' && status !== 'Inactive') throw new InvalidInput(`Invalid status ${status}`);
  return status;
}
