/** The recorded scenarios of IAM, done again. The calls are ours, made from what the answers tell; the labels are the recordings'. */
import * as sdk from '@aws-sdk/client-iam';
import type { Replay, Stage } from './replay.ts';

const trust = (Principal: object | string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });

/** By the last part of a scenario's name; `parameter` is what stands in its brackets. */
export const iamScenarios: Readonly<Record<string, (parameter: string) => Replay>> = {
  test_create_role_with_malformed_assume_role_policy_document: () => async (stage) => {
    // The comma after "Allow" is one too many.
    const document = `{"Version": "2012-10-17", "Statement": [{"Action": "sts:AssumeRole", "Principal": "*", "Effect": "Allow",}]}`;
    const input = { RoleName: 'malformed', AssumeRolePolicyDocument: document };
    await stage.record('invalid-json', stage.iam.send(new sdk.CreateRoleCommand(input)));
  },

  test_delete_non_existent_policy_returns_no_such_entity: () => async (stage) => {
    const PolicyArn = `arn:aws:iam::${stage.account}:policy/non-existent-policy`;
    await stage.record('delete-non-existent-policy-exc', stage.iam.send(new sdk.DeletePolicyCommand({ PolicyArn })));
  },

  test_list_roles_with_permission_boundary: () => async (stage) => {
    const role = {
      RoleName: 'bounded',
      Path: '/prefix/',
      AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }),
    };
    await stage.record('created_role', stage.iam.send(new sdk.CreateRoleCommand(role)));
    // Its source puts the boundary on the role after that was recorded.
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await stage.iam.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName: role.RoleName, PermissionsBoundary }));
    const list = new sdk.ListRolesCommand({ PathPrefix: '/prefix/' });
    await stage.record('list_roles_result', stage.iam.send(list));
  },

  test_put_group_policy_encoding: () => async (stage) => {
    const Resource = [
      'arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2Faaeeieije',
    ];
    const Statement = [{ Effect: 'Allow', Action: ['apigatway:PUT'], Resource }];
    const of = { GroupName: 'encoded', PolicyName: 'encoded-policy' };
    await stage.iam.send(new sdk.CreateGroupCommand(of));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await stage.iam.send(new sdk.PutGroupPolicyCommand({ ...of, PolicyDocument }));
    await stage.record('get-policy-response', stage.iam.send(new sdk.GetGroupPolicyCommand(of)));
  },

  test_simulate_principle_policy: (kind) => async (stage) => {
    // As Python writes JSON: what is recorded counts its characters.
    const PolicyDocument =
      '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}';
    const PolicyName = 'simulated-policy';
    const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' });
    const { iam } = stage;
    if (kind === 'user') {
      await iam.send(new sdk.CreateUserCommand({ UserName: 'simulated' }));
      await iam.send(new sdk.PutUserPolicyCommand({ UserName: 'simulated', PolicyName, PolicyDocument }));
    } else if (kind === 'group') {
      await iam.send(new sdk.CreateGroupCommand({ GroupName: 'simulated' }));
      await iam.send(new sdk.PutGroupPolicyCommand({ GroupName: 'simulated', PolicyName, PolicyDocument }));
    } else {
      await iam.send(new sdk.CreateRoleCommand({ RoleName: 'simulated', AssumeRolePolicyDocument }));
      await iam.send(new sdk.PutRolePolicyCommand({ RoleName: 'simulated', PolicyName, PolicyDocument }));
    }
    const simulate = new sdk.SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:aws:iam::${stage.account}:${kind}/simulated`,
      ActionNames: ['s3:PutObject', 's3:GetObjectVersion'],
      ResourceArns: ['arn:aws:s3:::bucket'],
    });
    await stage.record('response', iam.send(simulate));
  },

  test_service_role_lifecycle: (service) => (stage) => serviceRole(stage, service),
  test_service_role_lifecycle_custom_suffix: (service) => (stage) => serviceRole(stage, service, 'suffix1'),
  test_service_role_lifecycle_custom_suffix_not_allowed: (AWSServiceName) => async (stage) => {
    const create = new sdk.CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix: 'suffix1' });
    await stage.record('custom-suffix-not-allowed', stage.iam.send(create));
  },

  test_delete_user_after_service_credential_created: () => async (stage) => {
    const { of } = await withServiceCredential(stage, 'codecommit-1');
    await stage.record('delete-user-existing-credential', stage.iam.send(new sdk.DeleteUserCommand(of)));
  },

  test_id_match_user_mismatch: () => async (stage) => {
    const { id } = await withServiceCredential(stage, 'codecommit-2');
    const of = { UserName: 'wrong-user-name', ServiceSpecificCredentialId: id };
    await changeCredential(stage, of, 'wrong-user-name');
  },

  test_user_match_id_mismatch: (id) => async (stage) => {
    const { of } = await withServiceCredential(stage, 'codecommit-4');
    await changeCredential(stage, { ...of, ServiceSpecificCredentialId: id }, 'wrong-id');
  },

  test_invalid_update_parameters: () => async (stage) => {
    const { of, id } = await withServiceCredential(stage, 'codecommit-3');
    const Status = 'Invalid' as sdk.StatusType;
    const update = new sdk.UpdateServiceSpecificCredentialCommand({ ...of, ServiceSpecificCredentialId: id, Status });
    await stage.record('update-invalid-status', stage.iam.send(update));
  },

  test_service_specific_credential_lifecycle: (ServiceName) => async (stage) => {
    const { of, id } = await withServiceCredential(stage, `lifecycle-${ServiceName}`, ServiceName);
    const one = { ...of, ServiceSpecificCredentialId: id };
    const list = (when: string): Promise<object | undefined> =>
      stage.record(
        `list-service-specific-credentials-response-${when}-update`,
        stage.iam.send(new sdk.ListServiceSpecificCredentialsCommand({ ...of, ServiceName })),
      );
    await list('before');
    const update = new sdk.UpdateServiceSpecificCredentialCommand({ ...one, Status: 'Inactive' });
    await stage.record('update-service-specific-credential-response', stage.iam.send(update));
    await list('after');
    const reset = new sdk.ResetServiceSpecificCredentialCommand(one);
    await stage.record('reset-service-specific-credential-response', stage.iam.send(reset));
    const remove = new sdk.DeleteServiceSpecificCredentialCommand(one);
    await stage.record('delete-service-specific-credentials-response', stage.iam.send(remove));
  },
};

/** A user with one credential for a service: both answers are recorded. */
async function withServiceCredential(
  stage: Stage,
  UserName: string,
  ServiceName = 'codecommit.amazonaws.com',
): Promise<{ readonly of: { readonly UserName: string }; readonly id: string }> {
  await stage.record('create-user-response', stage.iam.send(new sdk.CreateUserCommand({ UserName })));
  const made = await stage.record(
    'create-service-specific-credential-response',
    stage.iam.send(new sdk.CreateServiceSpecificCredentialCommand({ UserName, ServiceName })),
  );
  return { of: { UserName }, id: made?.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? '' };
}

async function changeCredential(
  stage: Stage,
  of: { readonly UserName: string; readonly ServiceSpecificCredentialId: string },
  label: string,
): Promise<void> {
  const { iam } = stage;
  await stage.record(
    `update-${label}`,
    iam.send(new sdk.UpdateServiceSpecificCredentialCommand({ ...of, Status: 'Inactive' })),
  );
  await stage.record(`reset-${label}`, iam.send(new sdk.ResetServiceSpecificCredentialCommand(of)));
  await stage.record(`delete-${label}`, iam.send(new sdk.DeleteServiceSpecificCredentialCommand(of)));
}

async function serviceRole(stage: Stage, AWSServiceName: string, CustomSuffix?: string): Promise<void> {
  const suffix = CustomSuffix === undefined ? {} : { CustomSuffix };
  const { Role } = await stage.iam.send(new sdk.CreateServiceLinkedRoleCommand({ AWSServiceName, ...suffix }));
  const of = { RoleName: Role?.RoleName };
  await stage.record('describe-response', stage.iam.send(new sdk.GetRoleCommand(of)));
  await stage.record('attached-role-policies', stage.iam.send(new sdk.ListAttachedRolePoliciesCommand(of)));
  await stage.record('inline-role-policies', stage.iam.send(new sdk.ListRolePoliciesCommand(of)));
}
