/**
 * SimulateCustomPolicy: what the policies in the request would allow. Policies of the account take no part.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
import type { ControlLevel } from '@lockstead/policy';
import type { IamRead } from '../operation.ts';
import { inputBoundary, inputPolicies, parseInput } from '../simulate/simulated-policy.ts';
import { callerOf, simulated } from '../simulate/simulation-input.ts';
import type { OrderedOrganizationPolicyType } from '../structures.ts';

export const simulateCustomPolicy: IamRead<'SimulateCustomPolicy'> = {
  name: 'SimulateCustomPolicy',
  effect: 'read',

  async handle(input, context) {
    const boundary = inputBoundary(input.PermissionsBoundaryPolicyInputList);
    const levels = input.OrderedOrganizationPolicyInputList;
    const policies = {
      identity: inputPolicies(input.PolicyInputList),
      ...(boundary === undefined ? {} : { boundary }),
      ...(levels === undefined ? {} : { serviceControl: levels.map(levelOf) }),
      tellsOrganizations: levels !== undefined,
    };
    const caller = callerOf(input.CallerArn, context.account);
    return await simulated(input, policies, caller, input.CallerArn, context, 'SimulateCustomPolicy');
  },
};

/** From the root of the organization to the account. */
function levelOf(
  { ServiceControlPolicyInputList: texts = [] }: OrderedOrganizationPolicyType,
  i: number,
): ControlLevel {
  const target = `OrderedOrganizationPolicyInputList.${i + 1}`;
  const policies = texts.map((text, k) => {
    const name = `${target}.ServiceControlPolicyInputList.${k + 1}`;
    return { name, document: parseInput(text, 'serviceControl', name) };
  });
  return { target, policies };
}
