/** What service last accessed asks for: a report is made about a user, group, role or policy; what it says has no resource of its own. */
import type { IamAuthorization } from '../operation.ts';
import { isPolicyArn } from '../policies/managed-policy.ts';
import { onEntity } from './on-entity.ts';
import { pair } from './pairs.ts';
import { policyTags } from './policies.ts';

const onNamedEntity = onEntity('GenerateServiceLastAccessedDetails', ({ Arn }) => Arn);

export const lastAccessedAuthorization = {
  GenerateServiceLastAccessedDetails: async (input, reader, context) => {
    const { Arn: arn } = input;
    if (!isPolicyArn(arn)) return await onNamedEntity(input, reader, context);
    return pair('GenerateServiceLastAccessedDetails', arn, context, await policyTags(arn, reader, context));
  },
  GetServiceLastAccessedDetails: async (_input, _reader, context) =>
    pair('GetServiceLastAccessedDetails', '*', context),
  GetServiceLastAccessedDetailsWithEntities: async (_input, _reader, context) =>
    pair('GetServiceLastAccessedDetailsWithEntities', '*', context),
} satisfies IamAuthorization;
