/**
 * CreateServiceSpecificCredential: makes a name and a password for one service, or an API key. Only this answer shows the secret.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html
 */
import { days, later } from '#kernel/clock';
import { newUniqueId } from '#kernel/ids';
import { findUser } from '../entities/find.ts';
import { InvalidInput, LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { checkService, credentialName, isApiKey, newPassword } from '../user-credentials/service-credential.ts';
import { serviceCredentialShape } from '../user-credentials/shapes.ts';
import type { ServiceCredentialRecord } from '../user-credentials/state.ts';

export const createServiceSpecificCredential: IamWrite<'CreateServiceSpecificCredential'> = {
  name: 'CreateServiceSpecificCredential',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const service = input.ServiceName;
    checkService(service);
    const { CredentialAgeDays: ageDays } = input;
    if (ageDays !== undefined && !isApiKey(service)) {
      // AWS DIFFERS? That it is for API keys only is documented, in which words it is refused is not.
      throw new InvalidInput(`CredentialAgeDays is not supported for service ${service}`);
    }
    const held = (await state.serviceCredentials.list({ index: 'user', key: user.id }))
      .map(({ record }) => record)
      .filter((record) => record.service === service);
    if (held.length >= iamLimits.ServiceSpecificCredentialsPerUser) {
      throw LimitExceeded.quota('ServiceSpecificCredentialsPerUser', iamLimits.ServiceSpecificCredentialsPerUser);
    }
    const name = credentialName(user.name, account, held);
    const { shown, hash } = newPassword(service, name, entropy);
    const now = clock.now();
    const credential: ServiceCredentialRecord = {
      id: newUniqueId(entropy, 'ACCA'),
      userId: user.id,
      service,
      name,
      passwordHash: hash,
      status: 'Active',
      createdAt: now,
      ...(ageDays === undefined ? {} : { expiresAt: later(now, days(ageDays)) }),
    };
    await state.serviceCredentials.insert(credential);
    return { ServiceSpecificCredential: { ...serviceCredentialShape(user.name, credential, now), ...shown } };
  },
};
