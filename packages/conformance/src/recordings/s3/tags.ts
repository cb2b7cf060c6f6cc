/** Recorded scenarios of S3's tags, of buckets and of objects. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

/** A tag as somebody may write it who leaves out what has to be there. */
interface WrittenTag {
  readonly Key?: string;
  readonly Value?: string;
}

const tagSet = (tags: readonly WrittenTag[]): sdk.Tagging => ({ TagSet: tags.map((tag) => ({ ...tag }) as sdk.Tag) });

async function createTagged(s3: S3Stage, label: string, Tags: readonly WrittenTag[] | undefined): Promise<string> {
  const Bucket = s3.newName();
  const CreateBucketConfiguration = Tags === undefined ? {} : { Tags: [...(Tags as sdk.Tag[])] };
  await s3.record(label, s3.client().send(new sdk.CreateBucketCommand({ Bucket, CreateBucketConfiguration })));
  return Bucket;
}

export const tagScenarios: S3Scenarios = {
  test_bucket_tagging_exc: async (s3) => {
    const Bucket = s3.newName();
    await s3.record('get-no-bucket-tags', s3.client().send(new sdk.GetBucketTaggingCommand({ Bucket })));
    await s3.record('delete-no-bucket-tags', s3.client().send(new sdk.DeleteBucketTaggingCommand({ Bucket })));
    const Tagging = tagSet([{ Key: 'Key1', Value: 'Val1' }]);
    await s3.record('put-no-bucket-tags', s3.client().send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging })));
  },

  test_create_bucket_with_tags: async (s3) => {
    const Bucket = await createTagged(s3, 'create-bucket-with-tags', [{ Key: 'tag1', Value: 'value1' }]);
    await s3.record('get-bucket-tags', s3.client().send(new sdk.GetBucketTaggingCommand({ Bucket })));
  },

  test_create_bucket_with_empty_tags: async (s3) => {
    const Bucket = await createTagged(s3, 'create-bucket-with-empty-tags', []);
    await s3.record('get-bucket-tags', s3.client().send(new sdk.GetBucketTaggingCommand({ Bucket })));
  },

  test_create_bucket_with_tags_exc: async (s3) => {
    await createTagged(s3, 'tags-key-aws-prefix', [{ Key: 'aws:prefix', Value: 'value1' }]);
    await createTagged(s3, 'tags-key-aws-duplicated-key', [
      { Key: 'test', Value: 'value1' },
      { Key: 'test', Value: 'value1' },
    ]);
    await createTagged(s3, 'tags-key-aws-bad-key', [{ Key: 'test,test2', Value: 'value1' }]);
    await createTagged(s3, 'tags-key-aws-bad-value', [{ Key: 'test', Value: 'value1,value2' }]);
    await createTagged(s3, 'tags-key-none', [{ Value: 'value1' }]);
    await createTagged(s3, 'tags-value-none', [{ Key: 'test' }]);
  },

  test_put_bucket_tagging_none_value: async (s3) => {
    const Bucket = await s3.newBucket();
    const put = async (label: string, tags: readonly WrittenTag[]): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging: tagSet(tags) })));
    };
    await put('put-bucket-tags-origin', [{ Key: 'Key1', Value: 'Val1' }]);
    await put('put-none-tag-set', []);
    await s3.record('no-such-tag-set', s3.client().send(new sdk.GetBucketTaggingCommand({ Bucket })));
  },

  test_put_object_tagging_none_value: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-key' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Tagging: 'tag1=tag1' }));
    const put = new sdk.PutObjectTaggingCommand({ ...object, Tagging: tagSet([]) });
    await s3.record('put-none-tag-set', s3.client().send(put));
    await s3.record('get-object-tags-none', s3.client().send(new sdk.GetObjectTaggingCommand(object)));
  },

  test_tagging_validation: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'wrong-key' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'body' }));
    const wrong: readonly (readonly [label: string, tags: readonly WrittenTag[]])[] = [
      ['aws-prefixed', [{ Key: 'aws:prefixed', Value: 'Val1' }]],
      [
        'duplicate-keys',
        [
          { Key: 'Key1', Value: 'Val1' },
          { Key: 'Key1', Value: 'Val1' },
        ],
      ],
      ['invalid-key', [{ Key: 'Key1,Key2', Value: 'Val1' }]],
      ['invalid-value', [{ Key: 'Key1', Value: 'Val1,Val2' }]],
      ['none-key', [{ Value: 'Val1' }]],
      ['none-value', [{ Key: 'Key1' }]],
    ];
    for (const [label, tags] of wrong) {
      const Tagging = tagSet(tags);
      const ofBucket = new sdk.PutBucketTaggingCommand({ Bucket: object.Bucket, Tagging });
      await s3.record(`put-bucket-tags-${label}`, s3.client().send(ofBucket));
      const objects = label === 'invalid-key' ? 'invalid-field' : label;
      await s3.record(
        `put-object-tags-${objects}`,
        s3.client().send(new sdk.PutObjectTaggingCommand({ ...object, Tagging })),
      );
    }
  },

  test_put_object_with_tags: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-put-object-tagging' };
    const write = (Tagging: string): Promise<sdk.PutObjectCommandOutput> =>
      s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'test-tagging', Tagging }));
    const tags = async (label: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.GetObjectTaggingCommand(object)));
    };
    await s3.record('put-object', write('tag1=tag1&tag2=tag2&tag='));
    await tags('get-object-tags');
    const Tagging = tagSet([{ Key: 'tag3', Value: 'tag3' }]);
    await s3.record('put-object-tags', s3.client().send(new sdk.PutObjectTaggingCommand({ ...object, Tagging })));
    await tags('get-object-tags-override');
    await s3.record('head-obj', s3.client().send(new sdk.HeadObjectCommand(object)));
    await s3.record('get-obj', s3.client().send(new sdk.GetObjectCommand(object)));
    await write('wrongquery&wrongagain');
    await tags('get-object-tags-wrong-format-qs');
    await write('key1&&&key2');
    await tags('get-object-tags-wrong-format-qs-2');
  },

  test_head_object_with_tags: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-head-object-tagging' };
    const head = async (label: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.HeadObjectCommand(object)));
    };
    const write = (): Promise<sdk.PutObjectCommandOutput> =>
      s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'test-tagging', Tagging: 'tag1=a&tag2=b&tag=' }));
    await s3.record('put-object', write());
    await head('head-obj-after-create');
    const Tagging = tagSet([{ Key: 'tag3', Value: 'tag3' }]);
    await s3.record('put-object-tags', s3.client().send(new sdk.PutObjectTaggingCommand({ ...object, Tagging })));
    await head('head-obj-after-tagging');
    await write();
    await head('head-obj-after-overwrite');
    await s3.client().send(new sdk.DeleteObjectTaggingCommand(object));
    await head('head-obj-after-removal');
  },

  test_delete_object_tagging: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-key-tagging' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'something' }));
    await s3.record('get-obj', s3.client().send(new sdk.GetObjectCommand(object)));
    await s3.client().send(new sdk.DeleteObjectTaggingCommand(object));
    await s3.record('get-obj-after-tag-deletion', s3.client().send(new sdk.GetObjectCommand(object)));
  },
};
