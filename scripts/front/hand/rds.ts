/**
 * Amazon RDS, the lists and descriptions that name what they are about by one of two members. AWS asks for the whole collection where no name is
 * given: its denials say `db:*` and `cluster:*`.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import type { HandService } from './hand-service.ts';

const named = (type: string, member: string): string => `?arn:{partition}:rds:{region}:{account}:${type}:{${member}}`;
const all = (type: string): string => `arn:{partition}:rds:{region}:{account}:${type}:*`;

/** Of an instance, of one by its name, or of all. */
function snapshots(action: string, type: string, name: string, of: string, ofName: string): readonly PairRow[] {
  return [{ action, resources: [named(of, ofName), named(type, name)], otherwise: all(type) }];
}

export const rds: HandService = {
  client: 'rds',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_rds.html',
  operations: {
    // AWS DIFFERS?: both types are optional in AWS's reference, which does not say what is asked where both names are missing. Its denials of
    // other lists name the collection of what is listed.
    DescribeDBSnapshots: snapshots(
      'rds:DescribeDBSnapshots',
      'snapshot',
      'DBSnapshotIdentifier',
      'db',
      'DBInstanceIdentifier',
    ),
    DescribeDBClusterSnapshots: snapshots(
      'rds:DescribeDBClusterSnapshots',
      'cluster-snapshot',
      'DBClusterSnapshotIdentifier',
      'cluster',
      'DBClusterIdentifier',
    ),
  },
};
