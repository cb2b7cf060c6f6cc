/** Recorded scenarios of CORS rules, and of preflights as a browser sends them. */
import { request } from 'node:http';
import { type CORSRule, DeleteBucketCorsCommand, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { errorMembers } from './error-document.ts';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

const put = (Bucket: string, ...CORSRules: CORSRule[]): PutBucketCorsCommand =>
  new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } });

/** `fetch` sends no Origin but its own. */
async function preflight(s3: S3Stage, label: string, bucket: string, headers: Record<string, string>): Promise<void> {
  const url = new URL(`/${bucket}`, s3.stage.cloud.endpoint);
  const text = await new Promise<string>((resolve, reject) => {
    request(url, { method: 'OPTIONS', headers }, (answer) => {
      let body = '';
      answer.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      answer.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
  s3.stage.answers.set(label, { Error: errorMembers(text) });
}

export const corsScenarios: S3Scenarios = {
  test_cors_http_options_no_config: async (s3) => {
    const bucket = await s3.newBucket();
    const origin = 'whatever';
    await preflight(s3, 'options-no-origin', bucket, {});
    await preflight(s3, 'options-with-origin-no-method', bucket, { origin });
    await preflight(s3, 'options-with-origin-and-method', bucket, { origin, 'access-control-request-method': 'PUT' });
  },

  test_put_cors: async (s3) => {
    const Bucket = await s3.newBucket();
    const rule = {
      AllowedOrigins: ['https://test.com', 'https://app.test.com', 'http://test.com:80'],
      AllowedMethods: ['GET', 'PUT', 'HEAD'],
      MaxAgeSeconds: 3000,
      AllowedHeaders: ['x-amz-expected-bucket-owner', 'x-amz-server-side-encryption-customer-algorithm'],
    };
    await s3.record('put-cors', s3.client().send(put(Bucket, rule)));
    await s3.record('get-cors', s3.client().send(new GetBucketCorsCommand({ Bucket })));
  },

  test_put_cors_empty_origin: async (s3) => {
    const Bucket = await s3.newBucket();
    await s3.client().send(put(Bucket, { AllowedOrigins: [''], AllowedMethods: ['GET', 'PUT', 'HEAD'] }));
    await s3.record('get-cors-empty', s3.client().send(new GetBucketCorsCommand({ Bucket })));
  },

  test_delete_cors: async (s3) => {
    const Bucket = await s3.newBucket();
    const remove = () => s3.client().send(new DeleteBucketCorsCommand({ Bucket }));
    await s3.record('delete-cors-before-set', remove());
    await s3.record('put-cors', s3.client().send(put(Bucket, { AllowedOrigins: ['*'], AllowedMethods: ['GET'] })));
    await s3.record('get-cors', s3.client().send(new GetBucketCorsCommand({ Bucket })));
    await s3.record('delete-cors', remove());
    await s3.record('get-cors-deleted', s3.client().send(new GetBucketCorsCommand({ Bucket })));
  },
};
