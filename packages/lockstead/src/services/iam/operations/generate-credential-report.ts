/**
 * GenerateCredentialReport: a new report where there is none, or the newest is four hours old. It is complete by the time of the answer,
 * which says all the same, as AWS does, that it was begun.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 */
import { type Instant, later } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { credentialReport } from '../credential-report/csv.ts';
import { reportLifetime } from '../credential-report/lifetime.ts';
import type { IamWrite } from '../operation.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import { type IamReader, iamState } from '../state/state.ts';

export const generateCredentialReport = (
  uses: CredentialUses,
): IamWrite<'GenerateCredentialReport', string | undefined> => ({
  name: 'GenerateCredentialReport',
  effect: 'write',
  readOnly: true,

  async prepare(_input, { reader, account, clock }) {
    if (await isFresh(iamState(reader, account), account, clock.now())) return undefined;
    return await credentialReport({ reader, account, uses });
  },

  async handle(_input, { tx, account, clock }, csv) {
    const state = iamState(tx, account);
    const now = clock.now();
    if (csv === undefined || (await isFresh(state, account, now))) return { State: 'COMPLETE' };
    await state.credentialReports.put({ account, generatedAt: now, csv });
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
  },
});

async function isFresh(state: IamReader, account: AccountId, now: Instant): Promise<boolean> {
  const report = await state.credentialReports.get(account);
  return report !== undefined && later(report.generatedAt, reportLifetime) > now;
}
