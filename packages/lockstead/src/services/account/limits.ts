/**
 * The quotas of AWS Account Management.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/quotas.html
 */
export const accountLimits = {
  /** Regions of one account that are being enabled or disabled at the same time. */
  RegionOptRequestsPerAccount: 6,
  /** The same, of all accounts of an organization together. */
  RegionOptRequestsPerOrganization: 50,
  /**
   * Seconds until a Region is enabled or disabled.
   * AWS DIFFERS? A few minutes for most accounts there, and hours for some. Here nothing has to be distributed.
   */
  SecondsOfRegionSwitch: 60,
  /** StartPrimaryEmailUpdate for one account. */
  EmailUpdatesPerWindow: 3,
  EmailUpdateWindowSeconds: 30,
  /** AWS DIFFERS? For how long a one-time passcode can be used is not documented. */
  PasscodeMinutes: 60,
  /** AWS DIFFERS? How many wrong passcodes end an update or a verification is not documented. */
  WrongPasscodes: 5,
  /** The page of ListRegions where the request does not say. AWS DIFFERS? The model has 50 as the most, and no default. */
  RegionsPerPage: 50,
  /** Messages that are kept for the owner of this installation to read; older ones are removed. */
  MessagesKept: 100,
} as const;
