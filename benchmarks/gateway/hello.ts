/** The bare platform: node:http reading the same POST and answering the same bytes. */
import { createServer } from 'node:http';
import process from 'node:process';

const body = Buffer.from(process.argv[2] ?? '', 'base64');
const headers = JSON.parse(process.argv[3] ?? '{}') as Record<string, string>;
const server = createServer((request, response) => {
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
