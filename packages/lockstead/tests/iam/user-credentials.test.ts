/** SSH public keys, signing certificates and service-specific credentials of users. */
import { generateKeyPairSync } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOnly, newUser } from '../support/iam.ts';
import { openHouse } from '../support/lockstead.ts';
import { certificates } from './certificates.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const keys = Array.from({ length: 6 }, () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString().trim();
});
const [key = '', otherKey = ''] = keys;
const [certificate = '', otherCertificate = '', thirdCertificate = ''] = certificates;
const codecommit = 'codecommit.amazonaws.com';

async function user(UserName: string): Promise<string> {
  await admin.send(new iam.CreateUserCommand({ UserName }));
  return UserName;
}
const uploadKey = async (UserName: string, SSHPublicKeyBody: string): Promise<iam.SSHPublicKey> =>
  (await admin.send(new iam.UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody })))
    .SSHPublicKey as iam.SSHPublicKey;
const noUser = { name: 'NoSuchEntityException', message: 'The user with name nobody cannot be found.' };

describe('SSH public keys', () => {
  test('uploaded, shown in both encodings, switched off and on, deleted', async () => {
    const UserName = await user('ssh');
    const uploaded = await uploadKey(UserName, `${key}\n`);
    expect(uploaded).toEqual({
      UserName,
      SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{16}$/),
      Fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
      SSHPublicKeyBody: key,
      Status: 'Active',
      UploadDate: expect.any(Date),
    });
    const { SSHPublicKeyId } = uploaded;
    const of = { UserName, SSHPublicKeyId };
    const get = async (Encoding: iam.EncodingType): Promise<iam.SSHPublicKey | undefined> =>
      (await admin.send(new iam.GetSSHPublicKeyCommand({ ...of, Encoding }))).SSHPublicKey;
    expect(await get('PEM')).toEqual(uploaded);
    expect(await get('SSH')).toEqual({ ...uploaded, SSHPublicKeyBody: expect.stringMatching(/^ssh-rsa AAAAB3[^ ]+$/) });

    await admin.send(new iam.UpdateSSHPublicKeyCommand({ ...of, Status: 'Inactive' }));
    const { Fingerprint, SSHPublicKeyBody, ...summary } = uploaded;
    const { SSHPublicKeys, IsTruncated } = await admin.send(new iam.ListSSHPublicKeysCommand({ UserName }));
    expect({ SSHPublicKeys, IsTruncated }).toEqual({
      SSHPublicKeys: [{ ...summary, Status: 'Inactive' }],
      IsTruncated: false,
    });
    await expect(admin.send(new iam.UpdateSSHPublicKeyCommand({ ...of, Status: 'Expired' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await admin.send(new iam.DeleteSSHPublicKeyCommand(of));
    await expect(get('SSH')).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await expect(admin.send(new iam.DeleteSSHPublicKeyCommand(of))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The SSH Public Key with id ${SSHPublicKeyId} cannot be found.`,
    });
  });

  test('five a user, none twice, whichever way it is written', async () => {
    const UserName = await user('ssh-many');
    const first = await uploadKey(UserName, key);
    const { SSHPublicKey } = await admin.send(
      new iam.GetSSHPublicKeyCommand({ UserName, SSHPublicKeyId: first.SSHPublicKeyId, Encoding: 'SSH' }),
    );
    await expect(uploadKey(UserName, `${SSHPublicKey?.SSHPublicKeyBody} again`)).rejects.toMatchObject({
      name: 'DuplicateSSHPublicKeyException',
    });
    for (const more of keys.slice(1, 5)) await uploadKey(UserName, more);
    await expect(uploadKey(UserName, keys[5] ?? '')).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for SSHPublicKeysPerUser: 5',
    });
    const pages: iam.SSHPublicKeyMetadata[] = [];
    for await (const page of iam.paginateListSSHPublicKeys({ client: admin, pageSize: 2 }, { UserName })) {
      pages.push(...(page.SSHPublicKeys ?? []));
    }
    expect(new Set(pages.map(({ SSHPublicKeyId }) => SSHPublicKeyId)).size).toBe(5);
    // Another user may have the same key.
    await uploadKey(await user('ssh-same'), key);
  });

  test('what is no key, and whom there is not', async () => {
    const UserName = await user('ssh-wrong');
    await expect(uploadKey(UserName, 'ssh-ed25519 AAAA')).rejects.toMatchObject({
      name: 'UnrecognizedPublicKeyEncodingException',
    });
    await expect(uploadKey(UserName, 'ssh-rsa AAAA')).rejects.toMatchObject({ name: 'InvalidPublicKeyException' });
    await expect(uploadKey('nobody', key)).rejects.toMatchObject(noUser);
    const { SSHPublicKeyId } = await uploadKey(UserName, key);
    const other = await user('ssh-other');
    await expect(
      admin.send(new iam.GetSSHPublicKeyCommand({ UserName: other, SSHPublicKeyId, Encoding: 'SSH' })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('without a name the caller’s own are listed', async () => {
    const { client } = await newUser(cloud, 'ssh-own');
    const { SSHPublicKeyId } = await uploadKey('ssh-own', key);
    const list = (): Promise<iam.ListSSHPublicKeysResponse> => client.send(new iam.ListSSHPublicKeysCommand({}));
    await expect(list()).rejects.toMatchObject({ name: 'AccessDenied' });
    await allowOnly(cloud, 'ssh-own', 'iam:ListSSHPublicKeys', `arn:aws:iam::${cloud.accountId}:user/ssh-own`);
    expect((await list()).SSHPublicKeys).toMatchObject([{ SSHPublicKeyId, UserName: 'ssh-own' }]);
    await expect(client.send(new iam.ListSSHPublicKeysCommand({ UserName: 'ssh' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('signing certificates', () => {
  const upload = async (UserName: string, CertificateBody: string): Promise<iam.SigningCertificate | undefined> =>
    (await admin.send(new iam.UploadSigningCertificateCommand({ UserName, CertificateBody }))).Certificate;
  const list = async (UserName: string): Promise<iam.SigningCertificate[] | undefined> =>
    (await admin.send(new iam.ListSigningCertificatesCommand({ UserName }))).Certificates;

  test('uploaded, listed, switched off, deleted; two a user and none twice in the account', async () => {
    const UserName = await user('signer');
    // As it was given, to the last line's end: Terraform compares.
    const uploaded = await upload(UserName, `${certificate}\n`);
    expect(uploaded).toEqual({
      UserName,
      CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
      CertificateBody: `${certificate}\n`,
      Status: 'Active',
      UploadDate: expect.any(Date),
    });
    const { CertificateId } = uploaded as iam.SigningCertificate;
    await expect(upload(await user('signer-too'), certificate)).rejects.toMatchObject({
      name: 'DuplicateCertificateException',
    });
    await upload(UserName, otherCertificate);
    await expect(upload(UserName, thirdCertificate)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for CertificatesPerUser: 2',
    });
    await admin.send(new iam.UpdateSigningCertificateCommand({ UserName, CertificateId, Status: 'Inactive' }));
    expect(await list(UserName)).toContainEqual({ ...uploaded, Status: 'Inactive' });
    await expect(
      admin.send(new iam.DeleteSigningCertificateCommand({ UserName: 'signer-too', CertificateId })),
    ).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The Certificate with id ${CertificateId} cannot be found.`,
    });
    await admin.send(new iam.DeleteSigningCertificateCommand({ UserName, CertificateId }));
    expect(await list(UserName)).toHaveLength(1);
  });

  test.each(['no certificate', key, `${'-----BEGIN CERTIFICATE-----'}\nAAAA\n-----END CERTIFICATE-----`])(
    'what cannot be read is refused (%#)',
    async (body) => {
      await expect(upload('signer', body)).rejects.toMatchObject({
        name: 'MalformedCertificateException',
        message: 'Unable to parse certificate. Please ensure the certificate is in PEM format.',
      });
    },
  );

  test('the summary tells of the root user’s', async () => {
    await using house = await openHouse();
    const { root: keys } = house.accounts[0];
    if (keys === undefined) throw new TypeError('the first account has a root key');
    const root = new iam.IAMClient(house.clientConfig(keys));
    const present = async (): Promise<number | undefined> =>
      (await root.send(new iam.GetAccountSummaryCommand({}))).SummaryMap?.['AccountSigningCertificatesPresent'];
    expect(await present()).toBe(0);
    await root.send(new iam.UploadSigningCertificateCommand({ CertificateBody: certificate }));
    expect(await present()).toBe(1);
    const { Certificates } = await root.send(new iam.ListSigningCertificatesCommand({}));
    expect(Certificates).toHaveLength(1);
  });
});

describe('service-specific credentials', () => {
  const create = async (
    input: iam.CreateServiceSpecificCredentialRequest,
    client = admin,
  ): Promise<iam.ServiceSpecificCredential> =>
    (await client.send(new iam.CreateServiceSpecificCredentialCommand(input)))
      .ServiceSpecificCredential as iam.ServiceSpecificCredential;

  test('the password is shown when it is made or made anew, and never else', async () => {
    const UserName = await user('git');
    const made = await create({ UserName, ServiceName: codecommit });
    expect(made).toEqual({
      UserName,
      ServiceName: codecommit,
      ServiceUserName: `git-at-${cloud.accountId}`,
      ServicePassword: expect.stringMatching(/^[\w+/]{43}=$/),
      ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
      Status: 'Active',
      CreateDate: expect.any(Date),
    });
    const { ServicePassword, ...listed } = made;
    const of = { UserName, ServiceSpecificCredentialId: made.ServiceSpecificCredentialId };
    const { $metadata, ...list } = await admin.send(new iam.ListServiceSpecificCredentialsCommand({ UserName }));
    expect(list).toEqual({ ServiceSpecificCredentials: [listed] });
    await admin.send(new iam.UpdateServiceSpecificCredentialCommand({ ...of, Status: 'Inactive' }));
    const reset = await admin.send(new iam.ResetServiceSpecificCredentialCommand(of));
    expect(reset.ServiceSpecificCredential).toEqual({
      ...made,
      Status: 'Inactive',
      ServicePassword: expect.stringMatching(/^[\w+/]{43}=$/),
    });
    expect(reset.ServiceSpecificCredential?.ServicePassword).not.toBe(ServicePassword);
    await admin.send(new iam.DeleteServiceSpecificCredentialCommand(of));
    await expect(admin.send(new iam.ResetServiceSpecificCredentialCommand(of))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `No such credential ${of.ServiceSpecificCredentialId} exists`,
    });
    const trail = new CloudTrailClient(cloud.clientConfig());
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'git' }] }),
    );
    const text = JSON.stringify(Events);
    expect(text).toContain('ResetServiceSpecificCredential');
    expect(text).not.toContain(ServicePassword);
    expect(text).not.toContain(reset.ServiceSpecificCredential?.ServicePassword);
  });

  test('two of each service, under names of their own', async () => {
    const UserName = await user('git-twice');
    await create({ UserName, ServiceName: codecommit });
    const second = await create({ UserName, ServiceName: codecommit });
    expect(second.ServiceUserName).toBe(`git-twice+1-at-${cloud.accountId}`);
    await expect(create({ UserName, ServiceName: codecommit })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2',
    });
    await create({ UserName, ServiceName: 'cassandra.amazonaws.com' });
    await expect(create({ UserName, ServiceName: 's3.amazonaws.com' })).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'No such service s3.amazonaws.com is supported for Service Specific Credentials',
    });
    await expect(create({ UserName: 'nobody', ServiceName: codecommit })).rejects.toMatchObject(noUser);
    const list = async (ServiceName?: string): Promise<number | undefined> =>
      (await admin.send(new iam.ListServiceSpecificCredentialsCommand({ UserName, ServiceName })))
        .ServiceSpecificCredentials?.length;
    expect([await list(), await list(codecommit), await list('cassandra.amazonaws.com')]).toEqual([3, 2, 1]);
  });

  test('API keys have an alias and a secret, and may expire', async () => {
    const UserName = await user('model-caller');
    const ServiceName = 'bedrock.amazonaws.com';
    const made = await create({ UserName, ServiceName, CredentialAgeDays: 30 });
    expect(made).toMatchObject({
      ServiceCredentialAlias: `model-caller-at-${cloud.accountId}`,
      ServiceCredentialSecret: expect.stringMatching(/^ABSK[\w+/]+=*$/),
      Status: 'Active',
    });
    expect(made).not.toHaveProperty('ServicePassword');
    const secret = Buffer.from(made.ServiceCredentialSecret?.slice(4) ?? '', 'base64').toString();
    expect(secret).toMatch(new RegExp(`^model-caller-at-${cloud.accountId}:[\\w+/]{43}=$`));
    expect((made.ExpirationDate?.getTime() ?? 0) - (made.CreateDate?.getTime() ?? 0)).toBe(30 * 86_400_000);
    await expect(create({ UserName, ServiceName: codecommit, CredentialAgeDays: 30 })).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    await cloud.clock.advance('P31D');
    const { ServiceSpecificCredentials } = await admin.send(
      new iam.ListServiceSpecificCredentialsCommand({ UserName }),
    );
    expect(ServiceSpecificCredentials).toMatchObject([{ Status: 'Expired' }]);
  });

  test('those of all users take a grant on all; policies can say for which service', async () => {
    const { client } = await newUser(cloud, 'git-admin');
    await create({ UserName: 'git-admin', ServiceName: codecommit });
    const all = (): Promise<iam.ListServiceSpecificCredentialsResponse> =>
      client.send(new iam.ListServiceSpecificCredentialsCommand({ AllUsers: true, ServiceName: codecommit }));
    const own = `arn:aws:iam::${cloud.accountId}:user/git-admin`;
    await allowOnly(cloud, 'git-admin', 'iam:*ServiceSpecificCredential*', own, {
      StringEquals: { 'iam:ServiceSpecificCredentialServiceName': codecommit },
    });
    await expect(all()).rejects.toMatchObject({ name: 'AccessDenied' });
    const { ServiceSpecificCredentialId: id } = await create(
      { UserName: 'git-admin', ServiceName: codecommit },
      client,
    );
    await expect(
      create({ UserName: 'git-admin', ServiceName: 'cassandra.amazonaws.com' }, client),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    const foreign = await create({ UserName: 'git-admin', ServiceName: 'cassandra.amazonaws.com' });
    const remove = (ServiceSpecificCredentialId: string | undefined): Promise<object> =>
      client.send(new iam.DeleteServiceSpecificCredentialCommand({ ServiceSpecificCredentialId }));
    await expect(remove(foreign.ServiceSpecificCredentialId)).rejects.toMatchObject({ name: 'AccessDenied' });
    await remove(id);
    await allowOnly(cloud, 'git-admin', 'iam:ListServiceSpecificCredentials');
    const { ServiceSpecificCredentials: found = [] } = await all();
    expect(new Set(found.map(({ UserName }) => UserName))).toEqual(new Set(['git-admin', 'git-twice']));
    await expect(
      admin.send(new iam.ListServiceSpecificCredentialsCommand({ AllUsers: true, UserName: 'git-admin' })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

test('a renamed user keeps what it has; a user who has something is not deleted', async () => {
  const UserName = await user('before');
  const NewUserName = 'after';
  const { SSHPublicKeyId } = await uploadKey(UserName, otherKey);
  const { Certificate } = await admin.send(
    new iam.UploadSigningCertificateCommand({ UserName, CertificateBody: thirdCertificate }),
  );
  const { ServiceSpecificCredential } = await admin.send(
    new iam.CreateServiceSpecificCredentialCommand({ UserName, ServiceName: codecommit }),
  );
  await admin.send(new iam.UpdateUserCommand({ UserName, NewUserName }));
  const { SSHPublicKeys } = await admin.send(new iam.ListSSHPublicKeysCommand({ UserName: NewUserName }));
  expect(SSHPublicKeys).toMatchObject([{ SSHPublicKeyId, UserName: NewUserName }]);

  const of = { UserName: NewUserName };
  const remove = (): Promise<object> => admin.send(new iam.DeleteUserCommand(of));
  const conflict = (what: string): object => ({
    name: 'DeleteConflictException',
    message: `Cannot delete entity, must ${what} first.`,
  });
  await expect(remove()).rejects.toMatchObject(conflict('delete certificates'));
  const { CertificateId } = Certificate as iam.SigningCertificate;
  await admin.send(new iam.DeleteSigningCertificateCommand({ ...of, CertificateId }));
  await expect(remove()).rejects.toMatchObject(conflict('remove referenced objects'));
  await admin.send(new iam.DeleteSSHPublicKeyCommand({ ...of, SSHPublicKeyId }));
  await expect(remove()).rejects.toMatchObject(conflict('remove referenced objects'));
  const { ServiceSpecificCredentialId } = ServiceSpecificCredential as iam.ServiceSpecificCredential;
  await admin.send(new iam.DeleteServiceSpecificCredentialCommand({ ...of, ServiceSpecificCredentialId }));
  await remove();
});

test('LookupEvents finds an SSH key’s upload by its id', async () => {
  const { SSHPublicKeyId } = await uploadKey(await user('found'), key);
  const { Events = [] } = await new CloudTrailClient(cloud.clientConfig()).send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: SSHPublicKeyId }] }),
  );
  expect(Events.map(({ EventName }) => EventName)).toEqual(['UploadSSHPublicKey']);
  expect(Events[0]?.Resources).toContainEqual({ ResourceType: 'AWS::IAM::SshPublicKey', ResourceName: SSHPublicKeyId });
});
