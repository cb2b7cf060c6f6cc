/**
 * GetCredentialReport: the newest report, for four hours.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
 */
import { later, toDate } from '#kernel/clock';
import { reportLifetime } from '../credential-report/lifetime.ts';
import { ReportExpired, ReportNotPresent } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getCredentialReport: IamRead<'GetCredentialReport'> = {
  name: 'GetCredentialReport',
  effect: 'read',

  async handle(_input, { reader, account, clock }) {
    const report = await iamState(reader, account).credentialReports.get(account);
    if (report === undefined) throw new ReportNotPresent();
    if (later(report.generatedAt, reportLifetime) <= clock.now()) throw new ReportExpired();
    return {
      Content: Buffer.from(report.csv),
      ReportFormat: 'text/csv',
      GeneratedTime: toDate(report.generatedAt),
    };
  },
};
