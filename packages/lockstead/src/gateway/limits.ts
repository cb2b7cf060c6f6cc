/** What the listener bears before it says no. */
export const gatewayLimits = {
  /** Request line and headers together; AWS's front ends take about as much. */
  headerBytesMax: 32 * 1024,
  /** Bodies that are read whole before they mean anything. */
  bodyBytesMax: 1024 * 1024,
  /** From the first byte to the last of a request. */
  requestMsMax: 30_000,
  headersMsMax: 10_000,
  keepAliveMs: 65_000,
  connectionsMax: 4096,
  requestsInFlightMax: 1024,
  /** What is still under way when we are asked to stop has this long. */
  shutdownMsMax: 30_000,
} as const;
