/** Organizations' door for other services and for main. */

export { accountOfAddress, changeMemberAddress, isAddressTaken, renameMember } from './accounts/addresses.ts';
export { ClosedAccounts, isClosed } from './accounts/closed-accounts.ts';
export { type AccountPlace, administersService, payerOf, placeOf, trustsService } from './accounts/place.ts';
export { organizationGuardrails } from './guardrails.ts';
export { organizationImport } from './import/import-part.ts';
export { organizationTagRules } from './tag-rules.ts';
