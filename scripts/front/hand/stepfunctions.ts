/** AWS Step Functions. Nearly everything is named by its ARN; the token of a task names nothing, and asks for `*`. */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const machine = '{stateMachineArn|arn:states}';
const alias = '{stateMachineAliasArn|arn:states}';
const execution = '{executionArn|arn:states}';
const activity = '{activityArn|arn:states}';
const resource = '{resourceArn|arn:states}';
const namedMachine = 'arn:{partition}:states:{region}:{account}:stateMachine:{name}';
const namedActivity = 'arn:{partition}:states:{region}:{account}:activity:{name}';
const passes: PairRow = passRole('roleArn', 'states.amazonaws.com');

export const stepfunctions: HandService = {
  client: 'stepfunctions',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_stepfunctions.html',
  operations: {
    ...same('states', 'DeleteActivity DescribeActivity GetActivityTask', activity),
    ...same(
      'states',
      `DeleteStateMachine DescribeStateMachine ListStateMachineAliases ListStateMachineVersions PublishStateMachineVersion
       StartSyncExecution`,
      machine,
    ),
    // An alias or version is part of the machine that its ARN begins with; AWS asks on the machine.
    ...same('states', 'DeleteStateMachineAlias DescribeStateMachineAlias UpdateStateMachineAlias', `${alias}`),
    DeleteStateMachineVersion: on('states:DeleteStateMachineVersion', '{stateMachineVersionArn|arn:states}'),
    ...same(
      'states',
      `DescribeExecution DescribeStateMachineForExecution GetExecutionHistory ListMapRuns RedriveExecution StopExecution`,
      execution,
    ),
    ...same('states', 'DescribeMapRun UpdateMapRun', '{mapRunArn|arn:states}'),
    ...same(
      'states',
      'ListActivities ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess ValidateStateMachineDefinition',
      '*',
    ),
    ...same('states', 'ListTagsForResource', resource),
    ListExecutions: on('states:ListExecutions', '?{stateMachineArn|arn:states}', '?{mapRunArn|arn:states}'),
    // DescribeExecution stands in AWS's table for a start with the name of an execution that runs already.
    StartExecution: on('states:StartExecution', machine),
    TagResource: [{ action: 'states:TagResource', resources: [resource], tags: 'tags' }],
    UntagResource: [{ action: 'states:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{tagKeys[]}' } }],
    CreateActivity: [
      { action: 'states:CreateActivity', resources: [namedActivity], tags: 'tags' },
      { action: 'states:TagResource', resources: [namedActivity], tags: 'tags', when: ['tags'] },
    ],
    CreateStateMachine: [
      { action: 'states:CreateStateMachine', resources: [namedMachine], tags: 'tags' },
      { action: 'states:PublishStateMachineVersion', resources: [namedMachine], when: ['publish == true'] },
      { action: 'states:TagResource', resources: [namedMachine], tags: 'tags', when: ['tags'] },
      passes,
    ],
    UpdateStateMachine: [
      ...on('states:UpdateStateMachine', machine),
      { action: 'states:PublishStateMachineVersion', resources: [machine], when: ['publish == true'] },
      passes,
    ],
    // The machine stands in the routes, each a version of it.
    CreateStateMachineAlias: [
      {
        action: 'states:CreateStateMachineAlias',
        each: 'routingConfiguration[]',
        resources: ['{each.stateMachineVersionArn|arn:states|beforeLast::}'],
      },
    ],
    TestState: [
      ...on('states:TestState', '*'),
      { action: 'states:RevealSecrets', resources: ['*'], when: ['revealSecrets == true'] },
      passes,
    ],
  },
};
