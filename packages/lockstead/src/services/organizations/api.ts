/** Organizations' door for other services and for main. */

export { ClosedAccounts } from './accounts/closed-accounts.ts';
export { organizationGuardrails } from './guardrails.ts';
export { organizationImport } from './import/import-part.ts';
