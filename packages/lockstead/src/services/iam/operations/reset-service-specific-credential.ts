/**
 * ResetServiceSpecificCredential: a new password in place of the old one; the rest stays.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findServiceCredential } from '../user-credentials/find.ts';
import { userOf } from '../user-credentials/owner.ts';
import { newPassword } from '../user-credentials/service-credential.ts';
import { serviceCredentialShape } from '../user-credentials/shapes.ts';

export const resetServiceSpecificCredential: IamWrite<'ResetServiceSpecificCredential'> = {
  name: 'ResetServiceSpecificCredential',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const user = await userOf(state, input.UserName, context);
    const credential = await findServiceCredential(state, user, input.ServiceSpecificCredentialId);
    const { shown, hash } = newPassword(credential.service, credential.name, entropy);
    await state.serviceCredentials.update({ ...credential, passwordHash: hash });
    return { ServiceSpecificCredential: { ...serviceCredentialShape(user.name, credential, clock.now()), ...shown } };
  },
};
