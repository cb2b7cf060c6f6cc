/** The bounds of a replay, so that memory and time stay in proportion whatever the files hold. */

/** CloudTrail's events have at most 256 kB, and one kind of record a little more; a longer one is not an event. */
export const recordBytesMax = 2 * 1024 * 1024;

/** Nesting of a record. CloudTrail's own have some ten levels. */
export const recordDepthMax = 200;

/** Up to here a compressed file may expand as it likes. Files that were joined may be large, so expansion is bounded, not size. */
export const expandedBytesFreely = 64 * 1024 * 1024;

/** Above it, a compressed file may expand to this many times its size. Event logs come to 10 or 20, hostile files to 1,000. */
export const expansionMax = 100;

/** Folders within folders. CloudTrail's own tree has nine levels. */
export const folderDepthMax = 64;

/** Files of one replay: their names and sizes are kept, some 200 bytes each. */
export const filesMax = 1_000_000;

/** Different groups of the report. What comes on top is counted together. */
export const groupsMax = 20_000;

/** Calls that are not known, by source and name; what comes on top is counted together. */
export const unknownCallsMax = 5_000;

/** Names of services, operations and regions. AWS's longest have some 70 characters. */
export const nameLengthMax = 256;

/** Texts of the report that come from events: an ARN has at most 2,048 characters, and is cut here. */
export const shownLengthMax = 512;

/** Resources that one record lists. CloudTrail lists a few. */
export const listedResourcesMax = 1_000;
