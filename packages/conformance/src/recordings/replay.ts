/** What it takes to replay what somebody once did with the real AWS. */
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { STSClient } from '@aws-sdk/client-sts';
import type { Cloud } from 'lockstead';
import { type AnswerForm, answerOf, partOf } from './answer.ts';
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

  kms(region: string = this.cloud.region): KMSClient {
    return new KMSClient({ ...this.cloud.clientConfig(), region });
  }

  /** Answers the output where there is one, so that a replay can go on with it. Nothing is written down of an operation that is not done. */
  async record<Output extends object>(label: string, call: Promise<Output>): Promise<Output | undefined> {
    const answer = await answerOf(call, this.#form);
    if (answer !== undefined) this.answers.set(label, answer);
    return await call.catch(() => undefined);
  }

  /** For a recording that has only a part of the answer. */
  recordPart(label: string, part: unknown): void {
    this.answers.set(label, partOf(part, this.#form));
  }
}

export type Replay = (stage: Stage) => Promise<void>;
