/**
 * UploadSigningCertificate: gives a user, or the root user, an X.509 certificate to sign with.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html
 */
import { randomBase32 } from '#kernel/entropy';
import { DuplicateCertificate, LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { ownerOf } from '../user-credentials/owner.ts';
import { certificateShape } from '../user-credentials/shapes.ts';
import { parseCertificate } from '../user-credentials/signing-certificate.ts';
import type { SigningCertificateRecord } from '../user-credentials/state.ts';

const idLength = 32;

export const uploadSigningCertificate: IamWrite<'UploadSigningCertificate'> = {
  name: 'UploadSigningCertificate',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const owner = await ownerOf(state, input.UserName, context);
    const parsed = parseCertificate(input.CertificateBody);
    const same = { index: 'fingerprint', key: parsed.fingerprint };
    if ((await state.signingCertificates.count(same)) > 0) throw new DuplicateCertificate();
    const held = await state.signingCertificates.count({ index: 'user', key: owner.id });
    if (held >= iamLimits.CertificatesPerUser) {
      throw LimitExceeded.quota('CertificatesPerUser', iamLimits.CertificatesPerUser);
    }
    const certificate: SigningCertificateRecord = {
      id: randomBase32(entropy, idLength),
      userId: owner.id,
      ...parsed,
      status: 'Active',
      uploadedAt: clock.now(),
    };
    await state.signingCertificates.insert(certificate);
    return { Certificate: certificateShape(owner.name ?? '', certificate) };
  },
};
