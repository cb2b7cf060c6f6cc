/** An upload in parts, step by step, as the recorded scenarios take them. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';

export interface Sent {
  readonly PartNumber: number;
  readonly ETag?: string | undefined;
}

/** One upload. Steps that others need are written down where they have a label. */
export class Uploading {
  readonly s3: S3Stage;
  readonly at: { readonly Bucket: string; readonly Key: string };
  readonly parts: Sent[] = [];
  UploadId = '';

  constructor(s3: S3Stage, Bucket: string, Key: string) {
    this.s3 = s3;
    this.at = { Bucket, Key };
  }

  async create(label: string | undefined, input: Partial<sdk.CreateMultipartUploadCommandInput> = {}): Promise<void> {
    const call = this.s3.client().send(new sdk.CreateMultipartUploadCommand({ ...this.at, ...input }));
    const output = label === undefined ? await call : await this.s3.record(label, call);
    this.UploadId = output?.UploadId ?? this.UploadId;
  }

  async part(
    label: string | undefined,
    PartNumber: number,
    Body: string,
    input: Pick<sdk.UploadPartCommandInput, 'ChecksumAlgorithm'> = {},
  ): Promise<sdk.UploadPartCommandOutput | undefined> {
    const { at, UploadId, s3 } = this;
    const call = s3.client().send(new sdk.UploadPartCommand({ ...at, UploadId, PartNumber, Body, ...input }));
    const output = label === undefined ? await call : await s3.record(label, call);
    if (output !== undefined) this.parts.push({ PartNumber, ETag: output.ETag, ...checksumsOf(output) });
    return output;
  }

  async complete(
    label: string,
    Parts: readonly Sent[] | undefined = this.parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })),
    input: Partial<sdk.CompleteMultipartUploadCommandInput> = {},
  ) {
    const { at, UploadId, s3 } = this;
    const MultipartUpload = { Parts: [...Parts] };
    const command = new sdk.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload, ...input });
    return await s3.record(label, s3.client().send(command));
  }

  async list(label: string): Promise<void> {
    const { at, UploadId, s3 } = this;
    await s3.record(label, s3.client().send(new sdk.ListPartsCommand({ ...at, UploadId })));
  }

  async listUploads(label: string): Promise<void> {
    const { Bucket } = this.at;
    await this.s3.record(label, this.s3.client().send(new sdk.ListMultipartUploadsCommand({ Bucket })));
  }

  async head(label: string, input: Partial<sdk.HeadObjectCommandInput> = {}): Promise<void> {
    await this.s3.record(label, this.s3.client().send(new sdk.HeadObjectCommand({ ...this.at, ...input })));
  }

  async get(label: string, input: Partial<sdk.GetObjectCommandInput> = {}): Promise<void> {
    await this.s3.record(label, this.s3.client().send(new sdk.GetObjectCommand({ ...this.at, ...input })));
  }

  /** The recording has no body here. */
  async getUnread(label: string, input: Partial<sdk.GetObjectCommandInput>): Promise<void> {
    await this.s3.recordUnread(label, this.s3.client().send(new sdk.GetObjectCommand({ ...this.at, ...input })));
  }

  async attributes(
    label: string,
    ObjectAttributes: sdk.ObjectAttributes[],
    input: Partial<sdk.GetObjectAttributesCommandInput> = {},
  ): Promise<void> {
    const command = new sdk.GetObjectAttributesCommand({ ...this.at, ObjectAttributes, ...input });
    await this.s3.record(label, this.s3.client().send(command));
  }

  async copy(label: string, Key: string, input: Partial<sdk.CopyObjectCommandInput> = {}): Promise<void> {
    const CopySource = `${this.at.Bucket}/${this.at.Key}`;
    const command = new sdk.CopyObjectCommand({ ...this.at, Key, CopySource, ...input });
    await this.s3.record(label, this.s3.client().send(command));
  }
}

function checksumsOf(output: sdk.UploadPartCommandOutput): Omit<sdk.CompletedPart, 'PartNumber' | 'ETag'> {
  const { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 } = output;
  return { ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME, ChecksumSHA1, ChecksumSHA256 };
}
