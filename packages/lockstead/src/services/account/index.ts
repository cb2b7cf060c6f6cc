/**
 * AWS Account Management.
 * AWS: https://docs.aws.amazon.com/accounts/latest/reference/
 */
import type { Region } from '#kernel/ids';
import { defineService, type ServiceDefinition } from '#service/service';
import { accountAuthorization } from './authorization.ts';
import { acceptPrimaryEmailUpdate } from './operations/accept-primary-email-update.ts';
import { deleteAlternateContact } from './operations/delete-alternate-contact.ts';
import { disableRegion } from './operations/disable-region.ts';
import { enableRegion } from './operations/enable-region.ts';
import { getAccountInformation } from './operations/get-account-information.ts';
import { getAlternateContact } from './operations/get-alternate-contact.ts';
import { getContactInformation } from './operations/get-contact-information.ts';
import { getGovCloudAccountInformation } from './operations/get-gov-cloud-account-information.ts';
import { getPrimaryEmail } from './operations/get-primary-email.ts';
import { getPrimaryEmailUpdateStatus } from './operations/get-primary-email-update-status.ts';
import { getRegionOptStatus } from './operations/get-region-opt-status.ts';
import { listRegions } from './operations/list-regions.ts';
import { putAccountName } from './operations/put-account-name.ts';
import { putAlternateContact } from './operations/put-alternate-contact.ts';
import { putContactInformation } from './operations/put-contact-information.ts';
import { sendPhoneNumberVerification } from './operations/send-phone-number-verification.ts';
import { startPrimaryEmailUpdate } from './operations/start-primary-email-update.ts';
import { verifyPhoneNumber } from './operations/verify-phone-number.ts';
import { WrongPasscodes } from './passcodes.ts';
import { finishSwitch } from './region-switch.ts';

/** What the service is given. */
export interface AccountParts {
  /** Where this installation stands. */
  readonly homeRegion: Region;
}

/** All operations of the model. */
export function account({ homeRegion }: AccountParts): ServiceDefinition {
  const wrong = new WrongPasscodes();
  return defineService({
    name: 'account',
    global: true,
    operations: [
      acceptPrimaryEmailUpdate(wrong),
      deleteAlternateContact,
      disableRegion(homeRegion),
      enableRegion(homeRegion),
      getAccountInformation,
      getAlternateContact,
      getContactInformation,
      getGovCloudAccountInformation,
      getPrimaryEmail,
      getPrimaryEmailUpdateStatus,
      getRegionOptStatus(homeRegion),
      listRegions(homeRegion),
      putAccountName,
      putAlternateContact,
      putContactInformation,
      sendPhoneNumberVerification,
      startPrimaryEmailUpdate,
      verifyPhoneNumber(wrong),
    ],
    authorization: accountAuthorization,
    agenda: { finishRegionSwitch: finishSwitch },
  });
}
