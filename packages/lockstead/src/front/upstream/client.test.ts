/** The client against backends that are sockets: what a real server would not send, and when it sends it. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { systemTimers } from '#kernel/timers';
import { BackendClient, type BackendRequest } from './client.ts';
import { connectionsMax, wholeAnswerBytesMax } from './limits.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** `answer` is called with what came, each time that something comes. */
async function backend(answer: (socket: Socket, came: string) => void, timeoutMs = 1000): Promise<BackendClient> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => answer(socket, chunk.toString('latin1')));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const client = new BackendClient(
    { secure: false, host: '127.0.0.1', port, account: { by: 'accessKey' }, timeoutMs },
    systemTimers,
  );
  open.push(() => {
    client.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return client;
}

const get: BackendRequest = {
  method: 'POST',
  target: '/',
  headers: { 'content-length': '2' },
  body: Buffer.from('{}'),
  repeatable: true,
};

const whole = (text: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;

async function textOf(client: BackendClient, request: BackendRequest = get): Promise<string> {
  const { body } = await client.ask(request);
  return (body instanceof Readable ? await buffer(body) : body).toString();
}

test('head and body leave together', async () => {
  const came: string[] = [];
  const client = await backend((socket, text) => {
    came.push(text);
    socket.write(whole('ok'));
  });
  expect(await textOf(client)).toBe('ok');
  expect(came).toHaveLength(1);
  expect(came[0]).toMatch(/^POST \/ HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\nconnection: keep-alive\r\n/);
  expect(came[0]?.endsWith('content-length: 2\r\n\r\n{}')).toBe(true);
});

describe('an answer that nobody asked for', () => {
  test('behind another one is not that of the next request', async () => {
    let asked = 0;
    const client = await backend((socket) => {
      asked += 1;
      socket.write(asked === 1 ? whole('first') + whole('planted') : whole('second'));
    });
    expect(await textOf(client)).toBe('first');
    expect(await textOf(client)).toBe('second');
  });

  test('later, on a connection that is kept, neither', async () => {
    let asked = 0;
    const client = await backend((socket) => {
      asked += 1;
      socket.write(whole(String(asked)));
      if (asked === 1) setTimeout(() => socket.write(whole('planted')), 20);
    });
    expect(await textOf(client)).toBe('1');
    await new Promise((later) => setTimeout(later, 60));
    expect(await textOf(client)).toBe('2');
  });
});

describe('a connection that closes before an answer begins', () => {
  test.each([
    [true, 2],
    [false, 1],
  ])('repeatable %s: asked %i times', async (repeatable, times) => {
    let asked = 0;
    const client = await backend((socket) => {
      asked += 1;
      socket.destroy();
    });
    await expect(client.ask({ ...get, repeatable })).rejects.toThrow();
    expect(asked).toBe(times);
  });

  test('that was kept does not show', async () => {
    const seen: Socket[] = [];
    const client = await backend((socket) => {
      if (seen.includes(socket)) socket.destroy();
      else socket.write(whole('ok'));
      seen.push(socket);
    });
    expect(await textOf(client)).toBe('ok');
    // It is free again when the turn is over.
    await new Promise((later) => setTimeout(later, 5));
    expect(await textOf(client)).toBe('ok');
    expect(seen).toHaveLength(3);
  });

  test('in the middle of its answer: not asked again', async () => {
    let asked = 0;
    const client = await backend((socket) => {
      asked += 1;
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12');
    });
    await expect(client.ask(get)).rejects.toThrow();
    expect(asked).toBe(1);
  });
});

test('what an answer says before itself is passed over', async () => {
  const client = await backend((socket) => {
    socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${whole('ok')}`);
  });
  expect(await textOf(client)).toBe('ok');
});

test.each([
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
  ],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\ncontent-length: 0\r\n\r\n'],
  ['a line that is folded', 'HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 0\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\ncontent-length: 0\r\n\r\n'],
])('%s is no answer', async (_, text) => {
  const client = await backend((socket) => void socket.write(text));
  await expect(client.ask(get)).rejects.toThrow();
});

describe('time', () => {
  test('an answer may take as long as it likes while it goes on', async () => {
    const client = await backend((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n');
      let left = 10;
      const drip = setInterval(() => {
        socket.write('x');
        left -= 1;
        if (left === 0) clearInterval(drip);
      }, 40);
    }, 150);
    expect(await textOf(client)).toBe('x'.repeat(10));
  });

  test('a large answer that stops is cut off, also for who reads it', async () => {
    const client = await backend((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${4 * wholeAnswerBytesMax}\r\n\r\n`);
      socket.write(Buffer.alloc(wholeAnswerBytesMax + 1));
    }, 150);
    const { body } = await client.ask(get);
    await expect(buffer(body as Readable)).rejects.toThrow('it stopped in the middle of its answer');
  });

  test('a reader who is slow is not the backend’s fault', async () => {
    const bytes = 8 * wholeAnswerBytesMax;
    const client = await backend((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`);
      socket.write(Buffer.alloc(bytes));
    }, 100);
    const { body } = await client.ask(get);
    await new Promise((later) => setTimeout(later, 400));
    expect((await buffer(body as Readable)).length).toBe(bytes);
  });

  test('who waits for a connection has the same time', async () => {
    const client = await backend(() => undefined, 150);
    const asked = Array.from({ length: connectionsMax + 5 }, () => client.ask({ ...get, repeatable: false }));
    const outcomes = await Promise.allSettled(asked);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });
});

describe('a body that streams', () => {
  const put = (body: Readable, length: string | undefined): BackendRequest => ({
    method: 'PUT',
    target: '/b/k',
    headers: length === undefined ? {} : { 'content-length': length },
    body,
    repeatable: false,
  });

  test.each([
    ['with its length', '6', /content-length: 6\r\n\r\nabcdef$/],
    ['in chunks where it has none', undefined, /transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n$/],
  ])('goes on %s', async (_, length, form) => {
    let came = '';
    const client = await backend((socket, text) => {
      came += text;
      if (form.test(came)) socket.write(whole('ok'));
    });
    expect(await textOf(client, put(Readable.from([Buffer.from('abc'), Buffer.from('def')]), length))).toBe('ok');
  });

  test('that is empty goes on too', async () => {
    const client = await backend((socket) => void socket.write(whole('ok')));
    expect(await textOf(client, put(Readable.from([]), '0'))).toBe('ok');
  });

  test.each(['shorter', 'longer'])('and is %s than it said is no request', async (which) => {
    const client = await backend((socket, text) => {
      if (text.includes('late')) socket.write(whole('taken'));
    }, 300);
    const parts = which === 'shorter' ? [Buffer.from('a')] : [Buffer.from('abc'), Buffer.from('late')];
    await expect(client.ask(put(Readable.from(parts), '3'))).rejects.toThrow();
  });

  test('that fails ends the request', async () => {
    let closed = false;
    const client = await backend((socket) => {
      socket.on('close', () => {
        closed = true;
      });
    });
    const body = new Readable({ read: () => undefined });
    body.push('abc');
    setTimeout(() => body.destroy(new Error('gone')), 30);
    await expect(client.ask(put(body, '6'))).rejects.toThrow();
    await expect.poll(() => closed).toBe(true);
  });

  test('may be answered before it is through', async () => {
    const client = await backend((socket) => void socket.write(whole('no')));
    const body = new Readable({ read: () => undefined });
    body.push('abc');
    expect(await textOf(client, put(body, '6'))).toBe('no');
    body.destroy();
  });
});

test('a stream that nobody reads to its end closes its connection', async () => {
  let closed = false;
  const client = await backend((socket) => {
    socket.on('close', () => {
      closed = true;
    });
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${64 * wholeAnswerBytesMax}\r\n\r\n`);
    socket.write(Buffer.alloc(2 * wholeAnswerBytesMax));
  });
  const { body } = await client.ask(get);
  (body as Readable).destroy();
  await expect.poll(() => closed).toBe(true);
});
