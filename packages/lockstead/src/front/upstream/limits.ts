/** The bounds of what a backend may make the front hold. */

/** Connections to one backend at once; further requests wait for one. */
export const connectionsMax = 128;

/** How long a connection is kept for the next request. Emulators close theirs after 5 seconds or more. */
export const idleConnectionMs = 4_000;

/** A backend that is there answers a connection at once. */
export const connectMsMax = 5_000;

/** Of the headers of an answer, in bytes. */
export const answerHeaderBytesMax = 64 * 1024;

/** Answers up to this size are read whole, so that addresses in them can be rewritten; larger ones pass as a stream. */
export const wholeAnswerBytesMax = 1024 * 1024;

/** Of a backend's words on its refusal, in the event. */
export const refusalLengthMax = 1_024;

/** What a compressed body may come to. */
export const inflatedBytesMax = 64 * 1024 * 1024;
