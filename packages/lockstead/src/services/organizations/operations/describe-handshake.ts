/**
 * DescribeHandshake: for its parties.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html
 */
import { handshakeShape, requireHandshake } from '../handshakes/handshake.ts';
import type { OrganizationsRead } from '../operation.ts';

export const describeHandshake: OrganizationsRead<'DescribeHandshake'> = {
  name: 'DescribeHandshake',
  effect: 'read',

  async handle({ HandshakeId }, { reader, account, clock }) {
    const handshake = await requireHandshake(reader, account, HandshakeId);
    return { Handshake: await handshakeShape(reader, handshake, clock.now()) };
  },
};
