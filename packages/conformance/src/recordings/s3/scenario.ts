import type { S3Stage } from './s3-stage.ts';

export type S3Scenario = (s3: S3Stage) => Promise<void>;

/** By the last part of a recorded scenario's name, with what stands in its brackets. */
export type S3Scenarios = Readonly<Record<string, S3Scenario>>;
