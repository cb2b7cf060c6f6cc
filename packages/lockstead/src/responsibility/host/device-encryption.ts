/**
 * Whether what a folder holds is encrypted on its way to the disk, as Linux tells in /proc and /sys: a device-mapper target of `CRYPT-` in
 * the chain of devices below the mount (dm-crypt, LUKS). What a disk, a virtual machine's host or a cloud encrypts by itself is not told.
 * https://docs.kernel.org/admin-guide/device-mapper/dm-crypt.html
 */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';

export type DeviceEncryption =
  | { readonly state: 'encrypted' | 'plain'; readonly device: string }
  | { readonly state: 'notSeen'; readonly why: string };

interface Mount {
  readonly device: string;
  readonly point: string;
  readonly type: string;
  readonly source: string;
}

/** Devices stacked on each other; more are not followed. */
const depthMax = 16;
const encryptedTypes: ReadonlySet<string> = new Set([
  'ecryptfs',
  'fuse.gocryptfs',
  'fuse.encfs',
  'fuse.cryfs',
  'fuse.securefs',
]);

/** `path` is absolute and free of links. `root` stands for `/`, in which a test puts files of its own. */
export function encryptionBelow(path: string, root = '/'): DeviceEncryption {
  const mount = mountOf(path, root);
  if (mount === undefined) return { state: 'notSeen', why: 'the system does not tell where it is mounted' };
  if (encryptedTypes.has(mount.type)) return { state: 'encrypted', device: `${mount.source} (${mount.type})` };
  const name = deviceName(mount, root);
  if (name === undefined) return { state: 'notSeen', why: `it lies on ${mount.type}, whose device is not shown` };
  return deviceEncryption(name, root);
}

/** `device` is a name in /dev, such as `dm-0` or `mapper/swap`. */
export function deviceEncryption(device: string, root = '/'): DeviceEncryption {
  const name = resolved(join(root, 'dev', device)) ?? basename(device);
  const shown = `/dev/${name}`;
  const encrypted = isEncrypted(name, root, 0);
  return encrypted === undefined
    ? { state: 'notSeen', why: `the system does not tell what ${shown} stands on` }
    : { state: encrypted ? 'encrypted' : 'plain', device: shown };
}

/** The one that was mounted last of those that are nearest. */
function mountOf(path: string, root: string): Mount | undefined {
  const text = read(join(root, 'proc/self/mountinfo')) ?? '';
  let found: Mount | undefined;
  for (const line of text.split('\n')) {
    const mount = parsedMount(line);
    if (mount === undefined || !isBelow(path, mount.point)) continue;
    if (found === undefined || mount.point.length >= found.point.length) found = mount;
  }
  return found;
}

/** `36 35 98:0 /root /point options [tags…] - type source options`: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
function parsedMount(line: string): Mount | undefined {
  const [before = '', after = ''] = line.split(' - ', 2);
  const [, , device, , point] = before.split(' ');
  const [type, source] = after.split(' ');
  if (device === undefined || point === undefined || type === undefined || source === undefined) return undefined;
  return { device, point: unescaped(point), type, source: unescaped(source) };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function isBelow(path: string, point: string): boolean {
  return path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
}

/** A device number of 0 is not a device: file systems such as btrfs name theirs, those in memory and over the network have none. */
function deviceName({ device, source }: Mount, root: string): string | undefined {
  if (!device.startsWith('0:')) return resolved(join(root, 'sys/dev/block', device));
  return source.startsWith('/dev/') ? resolved(join(root, source)) : undefined;
}

function isEncrypted(name: string, root: string, depth: number): boolean | undefined {
  const folder = join(root, 'sys/class/block', name);
  if (read(join(folder, 'dm/uuid'))?.startsWith('CRYPT-') === true) return true;
  // What is swapped to zram stays in memory.
  if (name.startsWith('zram')) return true;
  const below = list(join(folder, 'slaves'));
  if (below === undefined) return list(folder) === undefined ? undefined : name.startsWith('loop') ? undefined : false;
  if (below.length === 0) return name.startsWith('loop') ? undefined : false;
  if (depth >= depthMax) return undefined;
  const all = below.map((each) => isEncrypted(each, root, depth + 1));
  return all.includes(false) ? false : all.includes(undefined) ? undefined : true;
}

function resolved(path: string): string | undefined {
  try {
    return basename(realpathSync(path));
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function list(path: string): readonly string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}
