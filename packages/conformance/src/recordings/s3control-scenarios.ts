/** Recorded scenarios of S3 Control: Block Public Access of an account. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as sdk from '@aws-sdk/client-s3-control';
import type { Json } from './corpus.ts';
import type { Replay, Stage } from './replay.ts';

interface Answer {
  readonly statusCode: number;
  body: Readable;
}

/**
 * The SDK puts the account before the host's name, and the name is this machine's. Of an error it shows code and message alone, so `failed` is told
 * its document, in the form in which boto3 shows it.
 */
function clientOf({ cloud }: Stage, failed: (error: Json) => void): sdk.S3ControlClient {
  const { port } = new URL(cloud.endpoint);
  const client = new sdk.S3ControlClient({ ...cloud.clientConfig(), endpoint: `http://localhost:${port}` });
  client.middlewareStack.add(
    (next) => async (args) => {
      (args.request as { hostname: string }).hostname = '127.0.0.1';
      const output = await next(args);
      const answer = output.response as Answer;
      const document = await text(answer.body);
      answer.body = Readable.from([document]);
      if (answer.statusCode >= 400) failed(errorOf(document, answer.statusCode));
      return output;
    },
    { step: 'deserialize', name: 'resolves', priority: 'low' },
  );
  return client;
}

function errorOf(document: string, HTTPStatusCode: number): Json {
  const found = [...document.matchAll(/<(Code|Message|AccountId|HostId)>([^<]*)</g)].map(([, name, value]) => [
    name,
    value,
  ]);
  const { HostId, ...said } = Object.fromEntries(found) as Record<string, string>;
  const isModelled = said['Code'] === 'NoSuchPublicAccessBlockConfiguration';
  const Message = isModelled ? { Message: said['Message'] ?? '' } : {};
  return { Error: said, HostId: HostId ?? '', ...Message, ResponseMetadata: { HTTPStatusCode } };
}

/** Writes down what a call is answered. */
async function recorded(
  stage: Stage,
  label: string,
  asked: (client: sdk.S3ControlClient) => Promise<object>,
): Promise<void> {
  let error: Json | undefined;
  const client = clientOf(stage, (found) => {
    error = found;
  });
  await stage.record(label, asked(client));
  if (error !== undefined) stage.answers.set(label, error);
}

const nothing = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false };

export const s3ControlScenarios: Readonly<Record<string, (parameter: string) => Replay>> = {
  test_crud_public_access_block: () => async (stage) => {
    const AccountId = stage.account;
    const get = (client: sdk.S3ControlClient) => client.send(new sdk.GetPublicAccessBlockCommand({ AccountId }));
    const remove = (client: sdk.S3ControlClient) => client.send(new sdk.DeletePublicAccessBlockCommand({ AccountId }));
    const PublicAccessBlockConfiguration = { ...nothing, RestrictPublicBuckets: false };
    const put = new sdk.PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration });
    await recorded(stage, 'get-default-public-access-block', get);
    await recorded(stage, 'put-public-access-block', (client) => client.send(put));
    await recorded(stage, 'get-public-access-block', get);
    await recorded(stage, 'delete-public-access-block', remove);
    await recorded(stage, 'get-public-access-block-after-delete', get);
    await recorded(stage, 'idempotent-delete-public-access-block', remove);
  },

  test_empty_public_access_block: () => async (stage) => {
    const command = new sdk.PutPublicAccessBlockCommand({
      AccountId: stage.account,
      PublicAccessBlockConfiguration: {},
    });
    await recorded(stage, 'put-public-access-block-empty', (client) => client.send(command));
  },
};
