/** What the platform does by itself: node:http, and a file that is synced before the answer. Prints its port. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';

const [folder = ''] = process.argv.slice(2);
let made = 0;

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    if (request.method === 'PUT') {
      const isKept = request.url?.startsWith('/kept') === true;
      const file = await open(join(folder, isKept ? 'kept' : String(made++ % 64)), 'w');
      try {
        for await (const chunk of request) await file.write(chunk as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
      response.writeHead(200, { 'content-length': 0 }).end();
      return;
    }
    const { size } = await open(join(folder, 'kept')).then(async (file) => {
      const stat = await file.stat();
      await file.close();
      return stat;
    });
    response.writeHead(200, { 'content-length': size });
    await pipeline(createReadStream(join(folder, 'kept')), response);
  };
  // A client that has what it wanted closes; what goes wrong otherwise shows in its figures.
  answer().catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
