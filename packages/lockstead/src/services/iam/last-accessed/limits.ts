/** How much of service last accessed is kept, and for how long. */
import { type Duration, days } from '#kernel/clock';

/**
 * How far back uses count. The ledger begins with the installation, which may be later.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_access-advisor.html ("at least the last 400 days")
 */
export const trackingPeriod: Duration = days(400);

/** AWS DIFFERS? For how long AWS keeps a report is not documented. Here it is a day. */
export const reportLifetime: Duration = days(1);

/** Reports of one user, group, role or policy that are kept at the same time. AWS's reference has no such number; each report takes room. */
export const reportsPerResourceMax = 50;

/** Reports that are made at the same time. Each holds what it has gathered, and may read many rows of the ledger. */
export const reportsAtOnceMax = 2;

/** Services of one record: with their actions they can be long. */
export const servicesAPart = 25;
/** Users and roles of one record. */
export const entitiesAPart = 50;
