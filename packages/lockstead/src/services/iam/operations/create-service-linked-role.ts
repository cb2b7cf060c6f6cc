/**
 * CreateServiceLinkedRole: makes the role of a service. Its trust policy and its permissions are fixed for each service.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
import { newUniqueId } from '#kernel/ids';
import { roleBase } from '../entities/role-shapes.ts';
import { insertLinkedRole } from '../entities/service-linked/linked-role-record.ts';
import { serviceLinkedRole } from '../entities/service-linked/service-linked-role.ts';
import { InvalidInput } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState, nameKey } from '../state/state.ts';

export const createServiceLinkedRole = (quotas: AccountQuotas): IamWrite<'CreateServiceLinkedRole'> => ({
  name: 'CreateServiceLinkedRole',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const { AWSServiceName: service, CustomSuffix: suffix, Description: description } = input;
    const linked = serviceLinkedRole(service);
    // AWS DIFFERS? Its sentence for a service without such a role is not known here.
    if (linked === undefined) throw new InvalidInput(`Service Name ${service} is not valid.`);
    if (suffix !== undefined && !linked.customSuffix) {
      throw new InvalidInput(`Custom suffix is not allowed for ${service}`);
    }
    const name = suffix === undefined ? linked.role : `${linked.role}_${suffix}`;
    if ((await state.roles.get(nameKey(name))) !== undefined) {
      throw new InvalidInput(
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    }
    await quotas.check(tx, account, 'RolesPerAccount');
    const role = await insertLinkedRole(state, linked, {
      id: newUniqueId(entropy, 'AROA'),
      name,
      service,
      ...(description === undefined ? {} : { description }),
      createdAt: clock.now(),
    });
    return { Role: roleBase(account, role, madeTrustPolicy(service)) };
  },
});

/** As AWS spells it where the role is made, in answer and event; GetRole shows it as it shows all others. */
function madeTrustPolicy(service: string): string {
  return (
    '{"Version": "2012-10-17", "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow", ' +
    `"Principal": {"Service": [${JSON.stringify(service)}]}}]}`
  );
}
