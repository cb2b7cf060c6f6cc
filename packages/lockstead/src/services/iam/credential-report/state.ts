import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Collection } from '#store/port';

/** An account's newest report. */
export interface CredentialReportRecord {
  readonly account: AccountId;
  readonly generatedAt: Instant;
  readonly csv: string;
}

export const credentialReportCollections = {
  credentialReports: {
    name: 'iam.credentialReport',
    level: 'account',
    id: (report) => report.account,
    // Nobody follows it, and it is large.
    feed: false,
  } satisfies Collection<CredentialReportRecord> as Collection<CredentialReportRecord>,
} as const;
