/**
 * SimulatePrincipalPolicy: what a user, group or role may do, by the policies it has and those given beside them.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
import type { Guardrails } from '#service/ports';
import type { IamRead } from '../operation.ts';
import type { PrincipalPolicyReader } from '../provides/principal-policies.ts';
import { exclusionsOf } from '../simulate/exclusions.ts';
import { findPolicySource } from '../simulate/policy-source.ts';
import { inputBoundary, inputPolicies } from '../simulate/simulated-policy.ts';
import { callerOf, simulated } from '../simulate/simulation-input.ts';

export function simulatePrincipalPolicy(
  { compiled }: PrincipalPolicyReader,
  guardrails: Guardrails,
): IamRead<'SimulatePrincipalPolicy'> {
  return {
    name: 'SimulatePrincipalPolicy',
    effect: 'read',

    async handle(input, context) {
      const { PolicySourceArn, CallerArn: callerArn } = input;
      const excluded = exclusionsOf(input.PolicyExclusionList);
      const source = await findPolicySource(context.reader, context.account, PolicySourceArn, compiled);
      const own = source.policies.filter((policy) => !excluded.excludes(policy));
      const boundary =
        inputBoundary(input.PermissionsBoundaryPolicyInputList) ?? (excluded.boundary ? undefined : source.boundary);
      const membership = await guardrails.of(context.account);
      const policies = {
        identity: [...inputPolicies(input.PolicyInputList), ...own],
        ...(boundary === undefined ? {} : { boundary }),
        ...(membership?.serviceControl === undefined || membership.isManagementAccount || excluded.serviceControl
          ? {}
          : { serviceControl: membership.serviceControl }),
        // AWS DIFFERS? Documented for accounts of an organization only; there is no recorded answer of an account outside one.
        tellsOrganizations: true,
      };
      const named = callerArn ?? source.arn;
      const caller = callerOf(named, context.account, named === source.arn ? source.uniqueId : undefined);
      return await simulated(input, policies, caller, named, context, 'SimulatePrincipalPolicy');
    },
  };
}
