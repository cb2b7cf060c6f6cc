/** A backend that answers canned bytes: an item, a sent message, the URL of a queue. It knows no policies, tags or keys. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';

const item = { Item: { id: { S: '1' }, name: { S: 'x'.repeat(200) }, price: { N: '12.5' } } };
const message = {
  MessageId: '0b5c1d9e-1f2a-4b3c-8d4e-5f6a7b8c9d0e',
  MD5OfMessageBody: '6f8f57715090da2632453988d9a1501b',
};
const type = { 'content-type': 'application/x-amz-json-1.0' };
let queueUrl = '';

const answers: Readonly<Record<string, () => object>> = {
  'DynamoDB_20120810.GetItem': () => item,
  'AmazonSQS.SendMessage': () => message,
  'AmazonSQS.GetQueueUrl': () => ({ QueueUrl: queueUrl }),
};

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const answer = answers[String(request.headers['x-amz-target'])];
    const body = JSON.stringify(answer === undefined ? { __type: 'ResourceNotFoundException' } : answer());
    response.writeHead(answer === undefined ? 400 : 200, { ...type, 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  queueUrl = `http://127.0.0.1:${port}/111122223333/bench`;
  process.stdout.write(`${port}\n`);
});
