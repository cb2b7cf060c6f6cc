/**
 * UpdateSigningCertificate: switches a certificate off, or on again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findCertificate, settableStatus } from '../user-credentials/find.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const updateSigningCertificate: IamWrite<'UpdateSigningCertificate'> = {
  name: 'UpdateSigningCertificate',
  effect: 'write',

  async handle(input, context) {
    const status = settableStatus(input.Status);
    const state = iamState(context.tx, context.account);
    const owner = await ownerOf(state, input.UserName, context);
    const certificate = await findCertificate(state, owner, input.CertificateId);
    if (certificate.status !== status) await state.signingCertificates.update({ ...certificate, status });
    return {};
  },
};
