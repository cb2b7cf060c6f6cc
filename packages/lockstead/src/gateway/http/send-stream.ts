/**
 * An answer that streams: as fast as the client takes it, no faster. It ends whole or is cut off, so that nobody takes a part for all of it;
 * when the client goes away its source ends too.
 */
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { WireResponse } from '@lockstead/wire';
import type { Log } from '#kernel/log';
import type { Timers } from '#kernel/timers';
import type { GatewayLimits } from './limits.ts';
import { Pace } from './pace.ts';

/** As wire's body reader does with what comes in. */
const reliefBytes = 2 * 1024 * 1024;

export interface Sending {
  readonly limits: Pick<GatewayLimits, 'answerIdleMsMax'>;
  readonly timers: Timers;
  readonly log: Log;
  readonly relieve?: () => void;
  /** Called once, with how much of it went out. */
  readonly sent?: (bytes: number) => void;
}

export function sendStream(
  response: ServerResponse,
  { status, headers }: Pick<WireResponse, 'status' | 'headers'>,
  source: Readable,
  sending: Sending,
): void {
  const { limits, timers, log, relieve, sent } = sending;
  const declared = declaredBytes(headers);
  response.writeHead(status, headers);
  source.on('error', (error) => cutOff(String(error)));
  if (response.req.method === 'HEAD') {
    source.destroy();
    response.end();
    sent?.(0);
    return;
  }
  let bytes = 0;
  let sinceRelief = 0;
  const pace = new Pace({ idleMsMax: limits.answerIdleMsMax }, timers, () => response.destroy());
  const cutOff = (why: string): void => {
    if (!response.destroyed) log.error('an answer was cut off', { reason: why, bytes });
    response.destroy();
  };
  response.once('close', () => {
    pace.end();
    source.destroy();
    sent?.(bytes);
  });
  source.on('close', () => {
    if (!source.readableEnded) cutOff('its source ended early');
  });
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (declared !== undefined && bytes > declared) {
      cutOff('it was longer than its Content-Length');
      return;
    }
    sinceRelief += chunk.length;
    if (sinceRelief >= reliefBytes) {
      sinceRelief = 0;
      relieve?.();
    }
    if (response.write(chunk)) return;
    source.pause();
    pace.waits();
  });
  response.on('drain', () => {
    pace.rests();
    source.resume();
  });
  source.on('end', () => {
    if (declared !== undefined && bytes < declared) {
      cutOff('it was shorter than its Content-Length');
      return;
    }
    // Its last bytes are still to be taken.
    pace.waits();
    response.end();
  });
}

function declaredBytes(headers: WireResponse['headers']): number | undefined {
  const declared = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  return declared === undefined ? undefined : Number(declared);
}
