/** What it takes to replay what somebody once did with the real AWS. */
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { type AnswerForm, answerOf } from './answer.ts';
import type { Json } from './corpus.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Clients of one principal, and the answers written down by label. */
export class Stage {
  readonly cloud: Cloud;
  readonly iam: IAMClient;
  readonly answers: Map<string, Json> = new Map();
  readonly #form: AnswerForm;

  constructor(cloud: Cloud, form: AnswerForm) {
    this.cloud = cloud;
    this.#form = form;
    this.iam = new IAMClient(cloud.clientConfig());
  }

  get account(): string {
    return this.cloud.accountId;
  }

  sts(credentials?: Credentials): STSClient {
    return new STSClient(this.cloud.clientConfig(credentials));
  }

  /** Answers the output where there is one, so that a replay can go on with it. */
  async record<Output extends object>(label: string, call: Promise<Output>): Promise<Output | undefined> {
    this.answers.set(label, await answerOf(call, this.#form));
    return await call.catch(() => undefined);
  }
}

export type Replay = (stage: Stage) => Promise<void>;
