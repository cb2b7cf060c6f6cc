/** What is known of a form that a browser posts to a bucket. */
import type { PostFields, PostPolicyOutcome } from '@lockstead/wire';

export interface PostedForm {
  readonly fields: PostFields;
  /** Of a form that nobody signed there is none. */
  readonly policy: PostPolicyOutcome | undefined;
  readonly bucket: string;
  readonly key: string;
  /** Fields that nothing is done with. */
  readonly ignored: readonly string[];
}
