/**
 * Every bound that the policy language keeps, by name.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** Far above every quota of AWS (a key policy has 32 kB): a bound on work, not on what a service accepts. */
export const policyCharactersMax = 16_777_216;

/** The grammar needs 6 levels (document, statements, statement, condition, operator, values). */
export const jsonDepthMax = 32;

/** Problems reported for one document; a hostile one could otherwise make a list longer than itself. */
export const problemsMax = 100;

/** Actions whose candidates a document remembers. AWS has some 22,000 actions; a principal uses few. */
export const plansMax = 2_048;

/** Statements held in all remembered candidate lists of one document, so that memory stays in proportion. */
export const planStatementsMax = 1_000_000;

/**
 * Actions of which it is remembered what the levels of an organization say of them together, for each account: some kilobytes, where an
 * organization can have ten thousand accounts.
 */
export const levelPlansMax = 64;

/** Repairs tried when looking for the least change: one a layer, and some denies. */
export const changesMax = 16;

/** Findings of one validation: more than anybody reads. */
export const findingsMax = 1_000;

/** Pairs of characters that a validation compares when it holds ARNs against templates: some tenths of a second. */
export const arnStepsMax = 50_000_000;

/** Misspelt names that are compared with all that there are. */
export const suggestionsMax = 100;
