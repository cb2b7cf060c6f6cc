export interface GatewayLimits {
  /** Request line and headers together; AWS's front ends take about as much. */
  readonly headerBytesMax: number;
  /** Bodies that are read whole before they mean anything, where their operation has no limit of its own. */
  readonly bodyBytesMax: number;
  /** All bodies that are held at one time, before anybody is known: a crowd of strangers must not fill the memory. */
  readonly bodiesBytesMax: number;
  /** From the first byte to the last of a body that is read whole. */
  readonly requestMsMax: number;
  /** A body that is read whole is never silent for longer than this. */
  readonly bodyIdleMsMax: number;
  /** Of each such time it brings at least so many bytes. */
  readonly bodyWindowMs: number;
  readonly bodyWindowBytesMin: number;
  readonly headersMsMax: number;
  readonly keepAliveMs: number;
  /** How often the two before are looked at. */
  readonly timeoutCheckMs: number;
  readonly connectionsMax: number;
  /** Beside those, for health alone: a full house must not look like a dead one. */
  readonly connectionsReserve: number;
  /** Of one address, or one IPv6 network of 64 bits, beyond loopback. */
  readonly connectionsPerAddressMax: number;
  /** Requests of one connection that wait for those before them; who sends more at once is cut off. Clients of AWS send none. */
  readonly pipelinedMax: number;
  /** Requests that are here whole and not answered. Those whose body is still arriving do not count, nor do answers that wait to be taken. */
  readonly requestsInFlightMax: number;
  /** Requests whose bodies stream in: they are authorized, have a pace to keep, and hold some chunks each. */
  readonly transfersMax: number;
  /** All answers that wait in memory until their clients take them. */
  readonly answersBytesMax: number;
  /**
   * Of a body that is refused so much more is read, and so long, before the connection is closed: closed at once, a client that is still
   * sending would be told of a broken connection and not of the reason.
   */
  readonly lingerBytesMax: number;
  readonly lingerMsMax: number;
  /** Decoded bytes of a body that streams. AWS: an upload to S3 in one piece has at most 5 GB. */
  readonly streamBytesMax: number;
  /** A body that streams may take as long as it takes, but its client is never silent for longer than this while we wait for it. */
  readonly streamIdleMsMax: number;
  /** Of each such time of waiting for it, it brings at least so many bytes: who sends one byte at a time is as good as silent. */
  readonly streamWindowMs: number;
  readonly streamWindowBytesMin: number;
  /**
   * A client that takes nothing of an answer for so long has it cut off. Longer than the other way round, since what it takes is seen only
   * when the buffers of both kernels, megabytes, have room again.
   */
  readonly answerIdleMsMax: number;
  /** What is still under way when we are asked to stop has this long. */
  readonly shutdownMsMax: number;
}

/** What the listener bears before it says no. */
export const gatewayLimits: GatewayLimits = {
  headerBytesMax: 32 * 1024,
  bodyBytesMax: 1024 * 1024,
  bodiesBytesMax: 128 * 1024 * 1024,
  requestMsMax: 30_000,
  bodyIdleMsMax: 5000,
  bodyWindowMs: 5000,
  bodyWindowBytesMin: 1024,
  headersMsMax: 10_000,
  keepAliveMs: 65_000,
  timeoutCheckMs: 2000,
  connectionsMax: 4096,
  connectionsReserve: 64,
  connectionsPerAddressMax: 1024,
  pipelinedMax: 64,
  requestsInFlightMax: 1024,
  transfersMax: 1024,
  answersBytesMax: 64 * 1024 * 1024,
  lingerBytesMax: 16 * 1024 * 1024,
  lingerMsMax: 2000,
  streamBytesMax: 5 * 1024 * 1024 * 1024,
  streamIdleMsMax: 20_000,
  streamWindowMs: 60_000,
  streamWindowBytesMin: 60 * 1024,
  answerIdleMsMax: 120_000,
  shutdownMsMax: 30_000,
};
