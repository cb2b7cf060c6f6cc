/** Credentials of users as the API shows them. */
import { type Instant, toDate } from '#kernel/clock';
import type * as iam from '../structures.ts';
import { isApiKey } from './service-credential.ts';
import { fingerprintOf, inEncoding } from './ssh-key.ts';
import type { ServiceCredentialRecord, SigningCertificateRecord, SshPublicKeyRecord } from './state.ts';

export function sshKeySummary(userName: string, key: SshPublicKeyRecord): Required<iam.SSHPublicKeyMetadata> {
  return { UserName: userName, SSHPublicKeyId: key.id, Status: key.status, UploadDate: toDate(key.uploadedAt) };
}

export function sshKeyShape(
  userName: string,
  key: SshPublicKeyRecord,
  encoding: iam.EncodingType = key.encoding,
): iam.SSHPublicKey {
  return {
    ...sshKeySummary(userName, key),
    Fingerprint: fingerprintOf(key),
    SSHPublicKeyBody: inEncoding(key, encoding),
  };
}

/** The root user has no name. */
export function certificateShape(userName: string, certificate: SigningCertificateRecord): iam.SigningCertificate {
  return {
    UserName: userName,
    CertificateId: certificate.id,
    CertificateBody: certificate.body,
    Status: certificate.status,
    UploadDate: toDate(certificate.uploadedAt),
  };
}

export function serviceCredentialShape(
  userName: string,
  credential: ServiceCredentialRecord,
  now: Instant,
): iam.ServiceSpecificCredentialMetadata {
  const { id, service, name, status, createdAt, expiresAt } = credential;
  return {
    UserName: userName,
    ServiceSpecificCredentialId: id,
    ServiceName: service,
    ...(isApiKey(service) ? { ServiceCredentialAlias: name } : { ServiceUserName: name }),
    Status: expiresAt !== undefined && expiresAt <= now ? 'Expired' : status,
    CreateDate: toDate(createdAt),
    ...(expiresAt === undefined ? {} : { ExpirationDate: toDate(expiresAt) }),
  };
}
