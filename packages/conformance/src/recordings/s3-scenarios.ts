/** The recorded scenarios of S3, done again. The calls are ours, made from what the answers tell; the labels are the recordings'. */
import type { Replay } from './replay.ts';
import { aclScenarios } from './s3/acls.ts';
import { bucketScenarios } from './s3/buckets.ts';
import { copyScenarios } from './s3/copies.ts';
import { corsScenarios } from './s3/cors.ts';
import { customerKeyScenarios } from './s3/customer-keys.ts';
import { encryptionScenarios } from './s3/encryption.ts';
import { formScenarios } from './s3/forms.ts';
import { lifecycleScenarios } from './s3/lifecycles.ts';
import { lockScenarios } from './s3/locks.ts';
import { objectScenarios } from './s3/objects.ts';
import { presignedScenarios } from './s3/presigned.ts';
import { S3Stage } from './s3/s3-stage.ts';
import type { S3Scenarios } from './s3/scenario.ts';
import { tagScenarios } from './s3/tags.ts';
import { uploadChecksumScenarios } from './s3/upload-checksums.ts';
import { uploadScenarios } from './s3/uploads.ts';
import { versionScenarios } from './s3/versions.ts';

const all: S3Scenarios = {
  ...bucketScenarios,
  ...tagScenarios,
  ...aclScenarios,
  ...objectScenarios,
  ...versionScenarios,
  ...encryptionScenarios,
  ...lifecycleScenarios,
  ...lockScenarios,
  ...copyScenarios,
  ...customerKeyScenarios,
  ...uploadScenarios,
  ...corsScenarios,
  ...formScenarios,
  ...presignedScenarios,
  ...uploadChecksumScenarios,
};

/** By the last part of a scenario's name; `parameter` is what stands in its brackets. */
export const s3Scenarios: Readonly<Record<string, (parameter: string) => Replay>> = Object.fromEntries(
  Object.keys(all).map((name) => {
    const bare = name.replace(/\[.*$/, '');
    return [
      bare,
      (parameter) => async (stage) =>
        await all[parameter === '' ? bare : `${bare}[${parameter}]`]?.(new S3Stage(stage)),
    ];
  }),
);
