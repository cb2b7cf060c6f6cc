/**
 * DeleteServiceSpecificCredential: takes a credential from its user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findServiceCredential } from '../user-credentials/find.ts';
import { userOf } from '../user-credentials/owner.ts';

export const deleteServiceSpecificCredential: IamWrite<'DeleteServiceSpecificCredential'> = {
  name: 'DeleteServiceSpecificCredential',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const user = await userOf(state, input.UserName, context);
    const credential = await findServiceCredential(state, user, input.ServiceSpecificCredentialId);
    await state.serviceCredentials.delete(credential.id);
    return {};
  },
};
