/**
 * DeleteSigningCertificate: takes a certificate from its user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findCertificate } from '../user-credentials/find.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const deleteSigningCertificate: IamWrite<'DeleteSigningCertificate'> = {
  name: 'DeleteSigningCertificate',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const owner = await ownerOf(state, input.UserName, context);
    const certificate = await findCertificate(state, owner, input.CertificateId);
    await state.signingCertificates.delete(certificate.id);
    return {};
  },
};
