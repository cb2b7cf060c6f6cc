/** One backend: how it is asked, and what is remembered of it. */
import { Readable } from 'node:stream';
import type { Timers } from '#kernel/timers';
import { type Reading, textAt } from '../learnt/readers.ts';
import { type QueueKey, QueueUrls } from '../rewrite/queue-urls.ts';
import { BackendClient } from './client.ts';
import { type Asking, signedFor } from './signature.ts';
import type { Upstream } from './upstream.ts';

export class Backend {
  readonly upstream: Upstream;
  readonly client: BackendClient;
  readonly urls: QueueUrls = new QueueUrls();
  readonly #askingFor: Map<string, Promise<string | 'none' | undefined>> = new Map();

  constructor(upstream: Upstream, timers: Timers) {
    this.upstream = upstream;
    this.client = new BackendClient(upstream, timers);
  }

  /** Something that the front itself wants to know. `undefined` where there is no answer, or none that could be one. */
  async read(
    { method, path, query, headers, body }: Reading,
    asking: Asking,
  ): Promise<{ readonly status: number; readonly body: string } | undefined> {
    const content = Buffer.from(body);
    const unsigned = {
      method,
      path,
      query,
      headers: {
        ...headers,
        host: this.client.authority,
        // In a backend's log it tells the front's own questions from its clients' requests.
        'user-agent': 'lockstead-front',
        'accept-encoding': 'identity',
        ...(method === 'GET' ? {} : { 'content-length': String(content.length) }),
      },
      body: content,
    };
    try {
      const signed = await signedFor(this.upstream, unsigned, asking);
      const target = query === '' ? path : `${path}?${query}`;
      const answer = await this.client.ask({ method, target, headers: signed, body: content, repeatable: true });
      if (!(answer.body instanceof Readable)) return { status: answer.status, body: answer.body.toString('utf8') };
      answer.body.destroy();
      return undefined;
    } catch {
      return undefined;
    }
  }

  /** Of a queue by the backend's own name for it; `none` where it has no such queue, undefined where it does not say. */
  async queueUrl(key: QueueKey, asking: Asking): Promise<string | 'none' | undefined> {
    const known = this.urls.known(key);
    if (known !== undefined) return known;
    // Its policy, its tags and its key are wanted at once, and each by this name.
    const place = `${key.region}/${key.account}/${key.name}`;
    const underWay = this.#askingFor.get(place);
    if (underWay !== undefined) return await underWay;
    const asked = this.#askForQueueUrl(key, asking).finally(() => this.#askingFor.delete(place));
    this.#askingFor.set(place, asked);
    return await asked;
  }

  async #askForQueueUrl(key: QueueKey, asking: Asking): Promise<string | 'none' | undefined> {
    const answer = await this.read(
      {
        method: 'POST',
        path: '/',
        query: '',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
        body: JSON.stringify({ QueueName: key.name, QueueOwnerAWSAccountId: key.account }),
      },
      asking,
    );
    if (answer !== undefined && answer.status >= 400 && answer.status < 500) return 'none';
    if (answer?.status !== 200) return undefined;
    const url = urlIn(answer.body);
    if (url !== undefined) this.urls.remember(key, url);
    return url;
  }
}

function urlIn(body: string): string | undefined {
  try {
    return textAt(body, 'QueueUrl');
  } catch {
    return undefined;
  }
}
