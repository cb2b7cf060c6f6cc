import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { attempt, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const buckets = ['reports', 'salaries', 'plans'] as const;

export const play: Play = async (stage) => {
  const { cloud } = stage;
  const admin = person(cloud, cloud.credentials);
  const clientOf = (who: Person): S3Client => new S3Client({ ...cloud.clientConfig(who.keys), forcePathStyle: true });
  const owner = clientOf(admin);

  stage.step('Three buckets, an object in each');
  for (const Bucket of buckets) {
    await owner.send(new CreateBucketCommand({ Bucket }));
    await owner.send(new PutObjectCommand({ Bucket, Key: 'january.txt', Body: Bucket }));
  }

  stage.step('Rita may read one of them, Aldo all');
  const rita = await newUser(cloud, admin, 'rita');
  const aldo = await newUser(cloud, admin, 'aldo');
  const allow = async (UserName: string, Resource: readonly string[]): Promise<void> => {
    const PolicyDocument = policyOf({ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource });
    await admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'reads', PolicyDocument }));
  };
  await allow('rita', ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*']);
  await allow('aldo', ['arn:aws:s3:::*']);
  for (const Bucket of buckets) {
    await reads(stage, clientOf(rita), 'Rita', Bucket, Bucket === 'reports');
    await reads(stage, clientOf(aldo), 'Aldo', Bucket, true);
  }
  const listing = await attempt(clientOf(rita).send(new ListBucketsCommand({})));
  stage.check('Rita does not learn which buckets there are', !listing.allowed);
  const denied = await attempt(clientOf(rita).send(new GetObjectCommand({ Bucket: 'salaries', Key: 'january.txt' })));
  stage.say(denied.words);
  stage.check(
    'the denial names who, what and which object',
    denied.message.includes(
      'user/rita is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::salaries/january.txt" because no identity-based policy allows',
    ),
  );
  stage.check('and "lockstead why" explains it', (await cloud.why(denied.requestId)).includes('s3:GetObject'));

  stage.step('Nobody comes in from the street');
  const fromStreet = async (bucket: string): Promise<number> =>
    (await fetch(`${cloud.endpoint}/${bucket}/january.txt`)).status;
  stage.check(
    'without a signature each bucket is shut',
    (await Promise.all(buckets.map(fromStreet))).every((it) => it === 403),
  );
  const Policy = policyOf({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::reports/*',
  });
  const open = (): Promise<unknown> => owner.send(new PutBucketPolicyCommand({ Bucket: 'reports', Policy }));
  const refused = await attempt(owner.send(new PutBucketPolicyCommand({ Bucket: 'reports', Policy })));
  stage.say(refused.words);
  stage.check(
    'a policy for everybody is refused, and told by which setting',
    refused.message.includes('BlockPublicPolicy'),
  );

  stage.step('The reports are opened on purpose');
  await owner.send(new DeletePublicAccessBlockCommand({ Bucket: 'reports' }));
  await open();
  stage.check('they are read by everybody', (await fromStreet('reports')) === 200);
  stage.check('the others stay shut', (await fromStreet('salaries')) === 403 && (await fromStreet('plans')) === 403);
};

async function reads({ check }: Stage, client: S3Client, name: string, Bucket: string, may: boolean): Promise<void> {
  const got = await attempt(client.send(new GetObjectCommand({ Bucket, Key: 'january.txt' })));
  const listed = await attempt(client.send(new ListObjectsV2Command({ Bucket })));
  check(`${name} ${may ? 'reads' : 'does not read'} ${Bucket}`, got.allowed === may && listed.allowed === may);
}
