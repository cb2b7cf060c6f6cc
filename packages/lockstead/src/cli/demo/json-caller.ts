/** DynamoDB and SQS as a program calls them: JSON, signed. The demo needs no more of a client than that. */
import { send } from '#client/send';
import { sign } from '#client/sign';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { Refused } from './iam-caller.ts';

export interface CallerKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const prefixes = { dynamodb: 'DynamoDB_20120810', sqs: 'AmazonSQS' } as const;

export class JsonCaller {
  readonly #endpoint: string;
  readonly #keys: CallerKeys;

  constructor(endpoint: string, keys: CallerKeys) {
    this.#endpoint = endpoint;
    this.#keys = keys;
  }

  /** Throws `Refused`. */
  async call(
    service: keyof typeof prefixes,
    operation: string,
    input: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const call = { method: 'POST' as const, url: new URL('/', this.#endpoint), body: JSON.stringify(input) };
    const content = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${prefixes[service]}.${operation}`,
    };
    const { accessKeyId, secretAccessKey, sessionToken } = this.#keys;
    const keys = {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      ...(sessionToken === undefined ? {} : { sessionToken }),
    };
    const headers = await sign(call, keys, 'us-east-1', systemClock(), { service, headers: content });
    const reply = await send(call, headers, []);
    const answer = JSON.parse(reply.body) as Readonly<Record<string, unknown>>;
    if (reply.status === 200) return answer;
    const { __type: code = '', message = '', Message = message } = answer;
    throw new Refused(String(code).replace(/^.*#/, ''), String(Message), '');
  }
}
