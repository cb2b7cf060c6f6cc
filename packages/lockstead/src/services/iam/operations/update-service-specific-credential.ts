/**
 * UpdateServiceSpecificCredential: switches a credential off, or on again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findServiceCredential, settableStatus } from '../user-credentials/find.ts';
import { userOf } from '../user-credentials/owner.ts';

export const updateServiceSpecificCredential: IamWrite<'UpdateServiceSpecificCredential'> = {
  name: 'UpdateServiceSpecificCredential',
  effect: 'write',

  async handle(input, context) {
    const status = settableStatus(input.Status);
    const state = iamState(context.tx, context.account);
    const user = await userOf(state, input.UserName, context);
    const credential = await findServiceCredential(state, user, input.ServiceSpecificCredentialId);
    if (credential.status !== status) await state.serviceCredentials.update({ ...credential, status });
    return {};
  },
};
