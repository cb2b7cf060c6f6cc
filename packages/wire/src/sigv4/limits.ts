/**
 * Limits of everything a signature claims, so that a hostile request costs no more than an honest one.
 * AWS publishes none of these but the skew and the week; they stand far above what any SDK sends.
 */

/** SDKs sign about ten; S3 uploads with metadata some dozens (user metadata is limited to 2 KB). */
export const signedHeadersMax = 256;

/** A whole request line is at most 16 KB at the listener; S3's busiest presigned URL has about twenty. */
export const queryParametersMax = 2_048;

/** Session tokens of AWS reach about 1,500 bytes with many session tags; STS reserves the right to grow them. */
export const authorizationBytesMax = 16_384;

/** AWS: requests are refused when their time is more than 15 minutes off. */
export const skewMinutesMax = 15;

/** AWS: X-Amz-Expires reaches from 1 second to 7 days, the life of a signing key. */
export const presignedSecondsMax = 604_800;

/** About 200 bytes an entry: some megabytes at most, and far more keys than one node serves in a day. */
export const signingKeysMax = 10_000;

/** A chunk's line is its size in hex and a signature: 16 + 17 + 144 bytes for the longest. */
export const chunkLineBytesMax = 1_024;

/** Trailers hold one checksum and one signature; HTTP servers give all headers together 16 KB. */
export const trailerBytesMax = 16_384;

/** AWS: every data chunk but the last has at least 8 KB. */
export const chunkBytesMin = 8_192;

/** AWS: an upload in one piece has at most 5 GB; the limit here is where sizes stop being exact integers' business. */
export const chunkBytesMax = 0xffff_ffff_ffff;

/** AWS: all of a POST form but the file has at most 20 KB; its policy is one of the fields. */
export const postFieldsBytesMax = 20_480;
