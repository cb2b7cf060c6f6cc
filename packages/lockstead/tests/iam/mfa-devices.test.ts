/** Virtual MFA devices: made, enabled with two codes, set right again, taken away, tagged. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allowOnly, newUser } from '../support/iam.ts';
import { totp } from '../support/totp.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
});
afterAll(() => cloud.stop());

interface Device {
  readonly SerialNumber: string;
  readonly seed: string;
}

async function newDevice(VirtualMFADeviceName: string, Path?: string): Promise<Device> {
  const { VirtualMFADevice } = await admin.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName, Path }));
  const { SerialNumber = '', Base32StringSeed = new Uint8Array() } = VirtualMFADevice ?? {};
  return { SerialNumber, seed: Buffer.from(Base32StringSeed).toString() };
}
const twoCodes = (
  { seed }: Device,
  from = -1,
): { readonly AuthenticationCode1: string; readonly AuthenticationCode2: string } => ({
  AuthenticationCode1: totp(seed, from),
  AuthenticationCode2: totp(seed, from + 1),
});
const enable = (UserName: string, device: Device, from?: number): Promise<object> =>
  admin.send(
    new iam.EnableMFADeviceCommand({ UserName, SerialNumber: device.SerialNumber, ...twoCodes(device, from) }),
  );
const deactivate = (UserName: string, { SerialNumber }: Device): Promise<object> =>
  admin.send(new iam.DeactivateMFADeviceCommand({ UserName, SerialNumber }));
const remove = ({ SerialNumber }: Device): Promise<object> =>
  admin.send(new iam.DeleteVirtualMFADeviceCommand({ SerialNumber }));
const wrongCode = {
  name: 'InvalidAuthenticationCodeException',
  message: 'Authentication code for device is not valid.',
};

test('made with a seed that is shown once, as text and as a picture', async () => {
  const { VirtualMFADevice } = await admin.send(
    new iam.CreateVirtualMFADeviceCommand({
      VirtualMFADeviceName: 'phone',
      Path: '/staff/',
      Tags: [{ Key: 'team', Value: 'blue' }],
    }),
  );
  expect(VirtualMFADevice).toEqual({
    SerialNumber: `arn:aws:iam::${cloud.accountId}:mfa/staff/phone`,
    Base32StringSeed: expect.any(Uint8Array),
    QRCodePNG: expect.any(Uint8Array),
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  const { SerialNumber, Base32StringSeed = new Uint8Array(), QRCodePNG = new Uint8Array() } = VirtualMFADevice ?? {};
  expect(Buffer.from(Base32StringSeed).toString()).toMatch(/^[A-Z2-7]{64}$/);
  expect(Buffer.from(QRCodePNG).subarray(1, 4).toString()).toBe('PNG');
  await expect(newDevice('phone', '/staff/')).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'MFADevice entity at the same path and name already exists.',
  });
  const { VirtualMFADevices } = await admin.send(new iam.ListVirtualMFADevicesCommand({}));
  expect(VirtualMFADevices).toEqual([{ SerialNumber }]);

  const of = { SerialNumber };
  await admin.send(new iam.TagMFADeviceCommand({ ...of, Tags: [{ Key: 'owner', Value: 'jane' }] }));
  await admin.send(new iam.UntagMFADeviceCommand({ ...of, TagKeys: ['team'] }));
  const { Tags } = await admin.send(new iam.ListMFADeviceTagsCommand(of));
  expect(Tags).toEqual([{ Key: 'owner', Value: 'jane' }]);
  await admin.send(new iam.DeleteVirtualMFADeviceCommand(of));
  await expect(admin.send(new iam.DeleteVirtualMFADeviceCommand(of))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `VirtualMFADevice with serial number ${SerialNumber} doesn't exist.`,
  });
});

test('two codes in a row make it a user’s; it stays in the way until it is given up', async () => {
  const UserName = 'jane';
  await admin.send(new iam.CreateUserCommand({ UserName }));
  const device = await newDevice('jane-phone');
  const list = async (): Promise<iam.MFADevice[] | undefined> =>
    (await admin.send(new iam.ListMFADevicesCommand({ UserName }))).MFADevices;
  const virtual = async (AssignmentStatus: iam.AssignmentStatusType): Promise<iam.VirtualMFADevice[] | undefined> =>
    (await admin.send(new iam.ListVirtualMFADevicesCommand({ AssignmentStatus }))).VirtualMFADevices;
  expect(await list()).toEqual([]);

  const { SerialNumber } = device;
  const { AuthenticationCode1, AuthenticationCode2 } = twoCodes(device);
  for (const codes of [
    [AuthenticationCode2, AuthenticationCode1],
    [AuthenticationCode1, AuthenticationCode1],
    [AuthenticationCode1, totp(device.seed, 1)],
    [totp(device.seed, -200), totp(device.seed, -199)],
  ]) {
    const given = { UserName, SerialNumber, AuthenticationCode1: codes[0], AuthenticationCode2: codes[1] };
    await expect(admin.send(new iam.EnableMFADeviceCommand(given))).rejects.toMatchObject(wrongCode);
  }
  await enable(UserName, device);
  expect(await list()).toEqual([{ UserName, SerialNumber, EnableDate: expect.any(Date) }]);
  expect(await virtual('Assigned')).toEqual([
    {
      SerialNumber,
      EnableDate: expect.any(Date),
      User: expect.objectContaining({ UserName, Arn: `arn:aws:iam::${cloud.accountId}:user/jane` }),
    },
  ]);
  expect(await virtual('Unassigned')).toEqual([]);
  const { SummaryMap } = await admin.send(new iam.GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ MFADevices: 1, MFADevicesInUse: 1, AccountMFAEnabled: 0 });

  await expect(enable('admin', device)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  await expect(remove(device)).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'MFA VirtualDevice in use. Must deactivate first.',
  });
  await expect(admin.send(new iam.DeleteUserCommand({ UserName }))).rejects.toMatchObject({
    message: 'Cannot delete entity, must delete MFA device first.',
  });
  await expect(deactivate('admin', device)).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'MFA Device invalid for user.',
  });
  await deactivate(UserName, device);
  // What was accepted once is not accepted again, by nobody.
  await expect(enable('admin', device)).rejects.toMatchObject(wrongCode);
  await enable('admin', device, 1);
  await deactivate('admin', device);
  await remove(device);
  await admin.send(new iam.DeleteUserCommand({ UserName }));
});

test('a device whose clock has run off is set right', async () => {
  const UserName = 'late';
  await admin.send(new iam.CreateUserCommand({ UserName }));
  const device = await newDevice('late-phone');
  const resync = (from: number): Promise<object> =>
    admin.send(
      new iam.ResyncMFADeviceCommand({ UserName, SerialNumber: device.SerialNumber, ...twoCodes(device, from) }),
    );
  await expect(enable(UserName, device, 20)).rejects.toMatchObject(wrongCode);
  await expect(resync(20)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  await enable(UserName, device);
  await resync(20);
  await expect(resync(20)).rejects.toMatchObject(wrongCode);
  await expect(resync(200)).rejects.toMatchObject(wrongCode);
  await deactivate(UserName, device);
});

test('eight a user', async () => {
  const UserName = 'many';
  await admin.send(new iam.CreateUserCommand({ UserName }));
  for (let n = 0; n < 8; n += 1) await enable(UserName, await newDevice(`many-${n}`));
  await expect(enable(UserName, await newDevice('many-8'))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for MFADevicesPerUser: 8',
  });
  const found: iam.MFADevice[] = [];
  for await (const page of iam.paginateListMFADevices({ client: admin, pageSize: 3 }, { UserName })) {
    found.push(...(page.MFADevices ?? []));
  }
  expect(found).toHaveLength(8);
  await admin.send(new iam.UpdateUserCommand({ UserName, NewUserName: 'many-more' }));
  const { MFADevices } = await admin.send(new iam.ListMFADevicesCommand({ UserName: 'many-more', MaxItems: 1 }));
  expect(MFADevices).toMatchObject([{ UserName: 'many-more' }]);
});

test('security keys are registered in the console alone: there is none', async () => {
  const SerialNumber = `arn:aws:iam::${cloud.accountId}:u2f/user/admin/key-ABCDEFGHIJKLMNOP`;
  await expect(admin.send(new iam.GetMFADeviceCommand({ SerialNumber }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('a user may be given the care of its own device', async () => {
  const { client } = await newUser(cloud, 'own');
  const user = `arn:aws:iam::${cloud.accountId}:user/own`;
  const mfa = `arn:aws:iam::${cloud.accountId}:mfa/own`;
  await allowOnly(cloud, 'own', ['iam:*MFADevice', 'iam:ListMFADevices'], [user, mfa]);
  const make = (VirtualMFADeviceName: string): Promise<iam.CreateVirtualMFADeviceResponse> =>
    client.send(new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName }));
  await expect(make('other')).rejects.toMatchObject({ name: 'AccessDenied' });
  const { VirtualMFADevice } = await make('own');
  const device: Device = { SerialNumber: mfa, seed: Buffer.from(VirtualMFADevice?.Base32StringSeed ?? '').toString() };
  const input = { SerialNumber: mfa, ...twoCodes(device) };
  await expect(client.send(new iam.EnableMFADeviceCommand({ UserName: 'admin', ...input }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await client.send(new iam.EnableMFADeviceCommand({ UserName: 'own', ...input }));
  const { MFADevices } = await client.send(new iam.ListMFADevicesCommand({}));
  expect(MFADevices).toMatchObject([{ UserName: 'own', SerialNumber: mfa }]);
  await client.send(new iam.DeactivateMFADeviceCommand({ SerialNumber: mfa }));
});

test('events name the device, and neither seed nor codes', async () => {
  const device = await newDevice('traced');
  const codes = twoCodes(device);
  await enable('admin', device);
  const { Events = [] } = await new CloudTrailClient(cloud.clientConfig()).send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: device.SerialNumber }],
    }),
  );
  expect(Events.map(({ EventName }) => EventName).sort()).toEqual(['CreateVirtualMFADevice', 'EnableMFADevice']);
  const text = JSON.stringify(Events);
  for (const secret of [device.seed, codes.AuthenticationCode1, codes.AuthenticationCode2]) {
    expect(text).not.toContain(`"${secret}`);
    expect(text).not.toContain(`${secret}\\"`);
  }
});
