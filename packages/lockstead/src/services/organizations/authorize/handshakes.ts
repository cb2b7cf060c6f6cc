/** Handshakes: on their ARNs, which name the management account, for both parties by their own policies. */
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { accountArn, handshakeArn } from '../arns.ts';
import type { OrganizationsAuthorization } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { askedOf, pair, tagging } from './pairs.ts';

async function onHandshake(
  action: string,
  id: string,
  reader: Reader,
  context: RequestContext,
): Promise<readonly AccessPair[]> {
  const asked = await askedOf(reader, context);
  const handshake = await organizationsState(reader, context.account).handshakes.get(id);
  const isParty = handshake?.recipient === context.account || handshake?.managementAccount === context.account;
  const arn =
    handshake !== undefined && isParty
      ? handshakeArn(
          { account: handshake.managementAccount, id: handshake.organizationId },
          handshake.action,
          handshake.id,
        )
      : // Whoever is not a party does not learn of what kind it is.
        handshakeArn(asked.name, 'INVITE', id);
  return [pair(asked, action, arn)];
}

export const handshakesAuthorization = {
  InviteAccountToOrganization: async ({ Target, Tags }, reader, context) => {
    const asked = await askedOf(reader, context);
    const resource = Target.Type === 'ACCOUNT' ? accountArn(asked.name, Target.Id) : '*';
    return [pair(asked, 'InviteAccountToOrganization', resource, requestTagKeys(Tags)), ...tagging(asked, Tags)];
  },
  AcceptHandshake: ({ HandshakeId }, reader, context) => onHandshake('AcceptHandshake', HandshakeId, reader, context),
  DeclineHandshake: ({ HandshakeId }, reader, context) => onHandshake('DeclineHandshake', HandshakeId, reader, context),
  CancelHandshake: ({ HandshakeId }, reader, context) => onHandshake('CancelHandshake', HandshakeId, reader, context),
  DescribeHandshake: ({ HandshakeId }, reader, context) =>
    onHandshake('DescribeHandshake', HandshakeId, reader, context),
  ListHandshakesForAccount: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'ListHandshakesForAccount'),
  ],
  ListHandshakesForOrganization: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'ListHandshakesForOrganization'),
  ],
  EnableAllFeatures: async (_input, reader, context) => [pair(await askedOf(reader, context), 'EnableAllFeatures')],
} satisfies OrganizationsAuthorization;
