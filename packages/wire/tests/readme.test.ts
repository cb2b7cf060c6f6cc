/** The README's example is code that runs: one request is answered by it, and each of its exits is taken. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireRequest, WireResponse } from '../src/index.ts';

type Answer = (
  request: WireRequest,
  body: Uint8Array,
  requestId: string,
  handle: (input: object) => Promise<object>,
) => Promise<WireResponse>;

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const made = new URL('readme-example.gen.ts', import.meta.url);
let answer: Answer;

beforeAll(async () => {
  const [, block = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const [imported = '', ...code] = block.split('\n');
  const body = code.join('\n').replace("findService('iam')", "findService('iam')!");
  writeFileSync(
    made,
    `${imported.replace("'@lockstead/wire'", "'../src/index.ts'")}\n` +
      `export async function answer(request, body, requestId, handle) {\n${body}\n}\n`,
  );
  ({ answer } = (await import(/* @vite-ignore */ made.href)) as { readonly answer: Answer });
});
afterAll(() => rmSync(made));

function ask(form: string): Promise<WireResponse> {
  const headers = { host: 'iam.amazonaws.com', 'content-type': 'application/x-www-form-urlencoded' };
  const rawHeaders = Object.entries(headers).flat();
  const request: WireRequest = { method: 'POST', path: '/', query: '', headers, rawHeaders };
  return answer(request, Buffer.from(form), 'the-request', async (input) => ({ User: { ...input, UserId: 'AIDA' } }));
}

describe('the example', () => {
  test('answers what its handler says, in the protocol of the request', async () => {
    const { status, body } = await ask('Action=CreateUser&Version=2010-05-08&UserName=alice');
    expect(status).toBe(200);
    expect(String(body)).toContain('<UserName>alice</UserName><UserId>AIDA</UserId>');
    expect(String(body)).toContain('<RequestId>the-request</RequestId>');
  });

  test.each([
    ['an operation that there is not', 'Action=EatUser&Version=2010-05-08', 400, 'InvalidAction'],
    [
      'a body that cannot be read',
      'Action=CreateUser&Version=2010-05-08&UserName=a&UserName=b',
      404,
      'MalformedQueryString',
    ],
    ['a value that breaks the model', 'Action=CreateUser&Version=2010-05-08&UserName=', 400, 'ValidationError'],
  ])('says %s in the shape of the service', async (_, form, status, code) => {
    const answered = await ask(form);
    expect(answered.status).toBe(status);
    expect(String(answered.body)).toContain(`<Code>${code}</Code>`);
  });
});
