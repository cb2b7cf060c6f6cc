/**
 * GetServiceLinkedRoleDeletionStatus: how far the deletion of a service-linked role has come.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html
 */
import { NoSuchEntity } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';

export const getServiceLinkedRoleDeletionStatus: IamRead<'GetServiceLinkedRoleDeletionStatus'> = {
  name: 'GetServiceLinkedRoleDeletionStatus',
  effect: 'read',

  async handle({ DeletionTaskId: id }, { reader, account }) {
    const role = id.split('/').at(-2) ?? '';
    const task = await iamState(reader, account).roleDeletions.get(nameKey(role));
    // AWS DIFFERS? Its sentence for a task that there is not is not known here.
    if (task?.id !== id) throw new NoSuchEntity(`Deletion task ${id} cannot be found.`);
    return { Status: 'SUCCEEDED' };
  },
};
