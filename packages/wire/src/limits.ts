/**
 * What one message may cost. AWS's own quotas are lower almost everywhere; these are the walls behind them, so that a hostile
 * request costs time and memory in proportion to its bytes and no more.
 */

/** Form bodies (awsQuery, ec2Query). The largest known use is PutMetricData: 1 MB. */
export const formBytesMax: number = 2 * 1024 * 1024;

/** Parameters in one form. PutMetricData: 1,000 metrics of 30 dimensions, two parameters each. */
export const formParametersMax: number = 100_000;

/** JSON and CBOR bodies. Lambda's CreateFunction, AWS's largest, is 70 MB; of the services here none passes 6 MB. */
export const documentBytesMax: number = 16 * 1024 * 1024;

/** What a compressed body may become. PutMetricData, which alone is compressed, takes 1 MB. */
export const inflatedBytesMax: number = 4 * 1024 * 1024;

/** XML bodies. CompleteMultipartUpload with 10,000 parts and checksums stays under 3 MB. */
export const xmlBytesMax: number = 4 * 1024 * 1024;

/** Headers and payload of one message in a stream of events: as AWS's own SDKs limit them. */
export const eventHeadersBytesMax: number = 128 * 1024;
export const eventPayloadBytesMax: number = 24 * 1024 * 1024;

/** Nesting of structures, lists and maps. WAFv2 statements are the deepest that AWS takes; its own limit is far lower. */
export const depthMax: number = 96;

/** Names of unknown members that are reported; the rest are ignored without a name. */
export const ignoredMembersMax: number = 100;

/** Digits of a number as text: more than any double needs, fewer than a slow parse. */
export const numberLengthMax: number = 400;

/** Characters of a value that a validation message repeats. `AWS DIFFERS?`: AWS repeats it whole; a megabyte of it helps nobody. */
export const echoedValueMax: number = 8192;

/** Violations listed in one message. `AWS DIFFERS?`: AWS has none documented. */
export const violationsMax: number = 100;
