/**
 * The child's side. It lives as long as its parent: the socket between them ends with either, however it ends. A terminal sends its signals to
 * both, and the parent decides when the child goes.
 */
import { Socket } from 'node:net';
import process from 'node:process';
import { systemTimers } from '#kernel/timers';
import { FrameReader, frameKinds, frameOf } from './frames.ts';

/** Where a supervised process finds the socket to its parent. */
export const parentSocket = 3;

export interface Serving {
  /** To the parent, without an answer. */
  notify(payload: Uint8Array): void;
}

export interface Handlers {
  /** Its answer goes back; what it throws fails the request there, with its message. */
  request(payload: Buffer): Promise<Uint8Array> | Uint8Array;
  notice?(payload: Buffer): void;
}

/** Serves the parent until it is gone, and ends the process then. */
export function serveParent(handlers: Handlers): Serving {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const socket = new Socket({ fd: parentSocket, readable: true, writable: true });
  const frames = new FrameReader();
  let underWay = 0;
  let isEnding = false;
  const end = (): void => process.exit(0);
  const send = (frame: Buffer): void => {
    // The answers of one turn of the event loop leave together, as the requests came.
    if (socket.writableCorked === 0) {
      socket.cork();
      systemTimers.soon(() => socket.uncork());
    }
    // The parent sends requests faster than it reads answers. It gets no further answers until it has read these.
    if (!socket.destroyed && !socket.write(frame)) socket.pause();
  };
  const answer = async (id: number, payload: Buffer): Promise<void> => {
    underWay += 1;
    try {
      send(frameOf(frameKinds.response, id, await handlers.request(payload)));
    } catch (error) {
      send(frameOf(frameKinds.failure, id, Buffer.from(error instanceof Error ? error.message : String(error))));
    }
    underWay -= 1;
    if (isEnding && underWay === 0) socket.end(end);
  };
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    for (const { kind, id, payload } of frames.read(chunk)) {
      if (kind === frameKinds.request) void answer(id, payload);
      else if (kind === frameKinds.notice) handlers.notice?.(payload);
    }
  });
  // The parent has sent its last request, and waits for the answers.
  socket.on('end', () => {
    isEnding = true;
    if (underWay === 0) socket.end(end);
  });
  socket.on('error', end).on('close', end);
  return { notify: (payload) => send(frameOf(frameKinds.notice, 0, payload)) };
}
