/**
 * The quotas of AWS Organizations.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
import { treeLimits } from '#organization/tree-limits';

export const organizationsLimits = {
  ...treeLimits,
  /** Of accounts that are being created at the same time. */
  AccountsInCreation: 5,
  /** AWS DIFFERS? Each service has a number of its own there; most have one, some five. */
  DelegatedAdministratorsPerService: 5,
  /**
   * Days before an account that the organization made can leave it.
   * AWS DIFFERS? The page of quotas says seven; the error of the API, which is newer, says four.
   */
  DaysBeforeCreatedAccountCanLeave: 4,
  /** AWS knows the services that work with organizations, some ninety; here any name is taken, up to so many. */
  TrustedServices: 200,
  DaysOfHandshake: 15,
  /** For so long after it has expired a handshake is still shown. */
  DaysHandshakeIsShown: 30,
  HandshakesPerDay: 20,
  /** Above so many accounts AWS's standard way to all features is closed. */
  AccountsForEnableAllFeatures: 5_000,
  /** Accounts whose closure is under way at the same time. */
  ClosuresAtOnce: 3,
  /** Of the member accounts, within 30 days; ten can be closed in any case, and no more than a thousand. */
  ClosedShareOfAccounts: 0.1,
  ClosuresMin: 10,
  ClosuresMax: 1_000,
  DaysOfClosures: 30,
  /** For so long a closed account is suspended, before it is gone for good. */
  DaysSuspended: 90,
  /** What a list answers at most. */
  PageSize: 20,
} as const;
