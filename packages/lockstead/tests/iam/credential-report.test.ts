/** The credential report: what stands in it, and for how long. */
import * as iam from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKey } from '../support/iam.ts';
import { totp } from '../support/totp.ts';
import { certificates } from './certificates.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

const generate = async (): Promise<string | undefined> =>
  (await admin.send(new iam.GenerateCredentialReportCommand({}))).State;
const get = (): Promise<iam.GetCredentialReportResponse> => admin.send(new iam.GetCredentialReportCommand({}));

type Line = Readonly<Record<string, string>>;

/** By user. */
async function lines(): Promise<ReadonlyMap<string, Line>> {
  const { Content = new Uint8Array() } = await get();
  const [header = [], ...rows] = Buffer.from(Content)
    .toString()
    .split('\n')
    .map((line) => line.split(','));
  for (const row of rows) expect(row).toHaveLength(header.length);
  return new Map(
    rows.map((row) => [row[0] ?? '', Object.fromEntries(header.map((column, i) => [column, row[i] ?? '']))]),
  );
}

test('there when it was asked for, for four hours', async () => {
  await expect(get()).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' });
  expect(await admin.send(new iam.GenerateCredentialReportCommand({}))).toMatchObject({
    State: 'STARTED',
    Description: 'No report exists. Starting a new report generation task',
  });
  const first = await get();
  expect(first).toMatchObject({ ReportFormat: 'text/csv', GeneratedTime: expect.any(Date) });
  await admin.send(new iam.CreateUserCommand({ UserName: 'too-late' }));
  expect(await generate()).toBe('COMPLETE');
  expect([...(await lines()).keys()]).toEqual(['<root_account>', 'admin']);
  await cloud.clock.advance('PT4H');
  await expect(get()).rejects.toMatchObject({ name: 'CredentialReportExpiredException' });
  expect(await generate()).toBe('STARTED');
  expect([...(await lines()).keys()]).toEqual(['<root_account>', 'admin', 'too-late']);
});

test('a line for each, with the columns of AWS’s', async () => {
  const UserName = 'whole';
  const { User } = await admin.send(new iam.CreateUserCommand({ UserName, Path: '/staff/' }));
  const key = await newKey(admin, UserName);
  await cloud.clock.advance('PT1M');
  const second = await newKey(admin, UserName);
  await admin.send(new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId: second.accessKeyId, Status: 'Inactive' }));
  await new STSClient({ ...cloud.clientConfig(key), region: 'eu-west-1' }).send(new GetCallerIdentityCommand({}));
  await admin.send(new iam.UpdateAccountPasswordPolicyCommand({ MaxPasswordAge: 10 }));
  await admin.send(new iam.CreateLoginProfileCommand({ UserName, Password: 'Correct-Horse-1' }));
  const [CertificateBody] = certificates;
  await admin.send(new iam.UploadSigningCertificateCommand({ UserName, CertificateBody }));
  const { VirtualMFADevice } = await admin.send(
    new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }),
  );
  const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? '').toString();
  const codes = { AuthenticationCode1: totp(seed, -1), AuthenticationCode2: totp(seed) };
  const { SerialNumber } = VirtualMFADevice ?? {};
  await admin.send(new iam.EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
  await cloud.clock.advance('PT4H');
  await generate();

  const found = await lines();
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  expect(found.get('whole')).toEqual({
    user: 'whole',
    arn: User?.Arn,
    user_creation_time: User?.CreateDate?.toISOString().replace(/\.\d+Z/, '+00:00'),
    password_enabled: 'true',
    password_last_used: 'no_information',
    password_last_changed: time,
    password_next_rotation: time,
    mfa_active: 'true',
    access_key_1_active: 'true',
    access_key_1_last_rotated: time,
    access_key_1_last_used_date: time,
    access_key_1_last_used_region: 'eu-west-1',
    access_key_1_last_used_service: 'sts',
    access_key_2_active: 'false',
    access_key_2_last_rotated: time,
    access_key_2_last_used_date: 'N/A',
    access_key_2_last_used_region: 'N/A',
    access_key_2_last_used_service: 'N/A',
    cert_1_active: 'true',
    cert_1_last_rotated: time,
    cert_2_active: 'false',
    cert_2_last_rotated: 'N/A',
    additional_credentials_info: 'N/A',
  });
  const { password_last_changed: changed = '', password_next_rotation: next = '' } = found.get('whole') ?? {};
  expect(Date.parse(next) - Date.parse(changed)).toBe(10 * 86_400_000);
  expect(found.get('<root_account>')).toMatchObject({
    arn: `arn:aws:iam::${cloud.accountId}:root`,
    password_enabled: 'not_supported',
    password_last_changed: 'not_supported',
    mfa_active: 'false',
    access_key_1_active: 'false',
  });
  expect(found.get('too-late')).toMatchObject({
    password_enabled: 'false',
    password_last_used: 'N/A',
    password_last_changed: 'N/A',
    mfa_active: 'false',
    access_key_1_active: 'false',
    access_key_1_last_rotated: 'N/A',
  });
});

test('a name with a comma stands in quotes', async () => {
  const { User } = await admin.send(new iam.CreateUserCommand({ UserName: 'a,b' }));
  await cloud.clock.advance('PT4H');
  await generate();
  const { Content = new Uint8Array() } = await get();
  expect(Buffer.from(Content).toString()).toContain(`\n"a,b","${User?.Arn}",`);
  await admin.send(new iam.DeleteUserCommand({ UserName: 'a,b' }));
});

test('all users are in it, in their order', async () => {
  const names = Array.from({ length: 120 }, (_, n) => `many-${String(n).padStart(3, '0')}`);
  for (const UserName of names) await admin.send(new iam.CreateUserCommand({ UserName }));
  await cloud.clock.advance('PT4H');
  await generate();
  expect([...(await lines()).keys()]).toEqual(['<root_account>', 'admin', ...names, 'too-late', 'whole']);
});
