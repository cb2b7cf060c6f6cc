/**
 * The bare platform: node:http reading the same POST and answering the same bytes. `GET /loop` answers how late its event loop was since the last
 * time, at the 99th percentile, measured as the product measures it.
 */
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

const body = Buffer.from(process.argv[2] ?? '', 'base64');
const headers = JSON.parse(process.argv[3] ?? '{}') as Record<string, string>;
const everyMs = 10;
const delay = monitorEventLoopDelay({ resolution: everyMs });
delay.enable();
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(String(Math.max(0, delay.percentile(99) / 1e6 - everyMs)));
    delay.reset();
    return;
  }
  request.resume();
  request.on('end', () => {
    response.writeHead(200, headers);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
