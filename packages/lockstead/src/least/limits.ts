/** The bounds of what a least policy is made from, and where it generalises. */

/** So many resources of one action and kind are named; more stand as what their names begin with. A person still reads so many in a review. */
export const resourcesNamedMax = 25;

/** Of a pattern, so many of the resources that were used are shown. */
export const examplesMax = 3;

/** One run file. What the ledger keeps of the largest account fits. */
export const runFileBytesMax: number = 32 * 1024 * 1024;

/** Of what the proof found denied, so much is listed. */
export const deniedListedMax = 100;

/** Policies that one proof takes: AWS lets 10 be attached to a role, 20 with a raised quota. */
export const policiesMax = 20;
