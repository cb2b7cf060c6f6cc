/**
 * The host's half: who runs Lockstead has taken over what AWS does on AWS. Each layer that is now theirs has a line: in order, not in order,
 * or not to be seen from here; with what mends it.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import process from 'node:process';
import { readServerProcess } from '#config/data-directory';
import { days, elapsed, type Instant, isoSeconds } from '#kernel/clock';
import { askSystem, clockStep } from '#responsibility/host/clock-step';
import { encryptionBelow } from '#responsibility/host/device-encryption';
import { lifeOf, node, type Product, postgres } from '#responsibility/host/end-of-life';
import { isLoopback, type Listening, listenersOf } from '#responsibility/host/listeners';
import { swapOf } from '#responsibility/host/swap';
import type { Layer } from '#responsibility/layers';
import { version } from '../../version.ts';
import { runsServer } from '../processes.ts';
import { readBackupRecord } from './backup-record.ts';
import { directory, type Finding, files, space } from './findings.ts';
import { postgresVersion } from './postgres-version.ts';
import { speaksTls } from './speaks-tls.ts';

export interface HostLine {
  readonly layer: Layer;
  readonly about: string;
  readonly state: 'inOrder' | 'notInOrder' | 'notSeen';
  /** In a sentence without full stop. */
  readonly says: string;
  /** What mends it, or how one finds out. */
  readonly advice?: string;
}

export interface HostParts {
  /** Absolute. */
  readonly dataDirectory: string;
  /** Absolute; absent where the server keeps its state in PostgreSQL. */
  readonly database?: string;
  /** With its password; absent where it is not known here. */
  readonly postgresUrl?: string;
  readonly now: Instant;
  /** The version of the server that runs; absent where none answers. */
  readonly serverVersion?: string;
  /** Stands for `/`, where a test has files of its own. */
  readonly root?: string;
}

/** An older backup misses too much. */
const backupAgeMax = days(7);
const listenersShownMax = 20;

export async function hostLines(parts: HostParts): Promise<readonly HostLine[]> {
  const { dataDirectory, database, root = '/' } = parts;
  return [
    ...unseen(root),
    ...(await exposure(dataDirectory, root)),
    operatingSystem(root),
    life('runtime', node, process.versions.node, parts.now),
    ...(database === undefined ? [await databaseServer(parts)] : []),
    lockstead(parts),
    ...[directory({ dataDirectory }), ...files({ dataDirectory, ...(database === undefined ? {} : { database }) })].map(
      (finding) => lineOf('identity', finding),
    ),
    lineOf('data', space(database ?? dataDirectory)),
    disk(database ?? dataDirectory, root),
    swap(root),
    rootKey(parts),
    clock(root),
    ...backups(parts),
  ];
}

function lineOf(layer: Layer, { about, state, says, advice }: Finding): HostLine {
  return {
    layer,
    about,
    state: state === 'good' ? 'inOrder' : 'notInOrder',
    says,
    ...(advice === undefined ? {} : { advice }),
  };
}

/** What no program can look at. */
function unseen(root: string): readonly HostLine[] {
  const isVirtual = /^flags\s*:.*\bhypervisor\b/m.test(readText(join(root, 'proc/cpuinfo')));
  return [
    {
      layer: 'facility',
      about: 'Building',
      state: 'notSeen',
      says: 'who can walk up to this machine',
      advice: 'Lock the room, or rent the machine from somebody who answers for that.',
    },
    {
      layer: 'hardware',
      about: 'Hardware',
      state: 'notSeen',
      says: 'whether its disks and memory are sound',
      advice: 'Watch the disks, for example with smartctl, and keep backups on another machine.',
    },
    {
      layer: 'hypervisor',
      about: 'Hypervisor',
      state: 'notSeen',
      says: isVirtual
        ? 'who runs the host of this virtual machine, and updates it'
        : 'whether others share this machine',
      advice: 'Whoever runs a virtual machine’s host can read its memory: trust them, or run on a machine of your own.',
    },
    {
      layer: 'physical-network',
      about: 'Cables and routers',
      state: 'notSeen',
      says: 'who else is on this network',
      advice: 'Let only those reach the port who need it, by a firewall before this machine.',
    },
  ];
}

async function exposure(dataDirectory: string, root: string): Promise<readonly HostLine[]> {
  const about = 'Listeners';
  const pid = readServerProcess(dataDirectory);
  if (pid === undefined || !runsServer(pid)) {
    const says = 'no server runs on this directory, so nothing listens';
    return [{ layer: 'virtual-network', about, state: 'inOrder', says }];
  }
  const listeners = listenersOf(pid, root);
  if (listeners === undefined)
    return [
      {
        layer: 'virtual-network',
        about,
        state: 'notSeen',
        says: 'the system does not tell on which addresses the server listens',
        advice: 'Look with lsof -i -P, as the user that runs the server.',
      },
    ];
  const open = listeners.filter((each) => !isLoopback(each));
  if (open.length === 0)
    return [{ layer: 'virtual-network', about, state: 'inOrder', says: 'only this machine can reach the server' }];
  const shown = open.slice(0, listenersShownMax);
  const plain: Listening[] = [];
  for (const each of shown) if (!(await speaksTls(ownAddress(each), each.port))) plain.push(each);
  return [
    {
      layer: 'virtual-network',
      about,
      state: 'inOrder',
      says: `other machines can reach ${listed(shown)}`,
      advice: 'If that is not meant, start the server with --host 127.0.0.1.',
    },
    plain.length === 0
      ? {
          layer: 'encryption-in-transit',
          about: 'TLS',
          state: 'inOrder',
          says: 'every address that others can reach speaks TLS',
        }
      : {
          layer: 'encryption-in-transit',
          about: 'TLS',
          state: 'notInOrder',
          says: `${listed(plain)} does not speak TLS: who is on the way can read along`,
          advice: 'Start the server with --tls-cert and --tls-key, or --tls-self-signed.',
        },
  ];
}

function listed(listeners: readonly Listening[]): string {
  return listeners.map(({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`).join(', ');
}

/** Every address means this machine's own, too. */
function ownAddress({ address }: Listening): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address.replace(/^::ffff:/, '');
}

function operatingSystem(root: string): HostLine {
  const about = 'Operating system';
  const wantsRestart = ['run/reboot-required', 'var/run/reboot-required'].some((path) => existsSync(join(root, path)));
  return wantsRestart
    ? {
        layer: 'guest-os',
        about,
        state: 'notInOrder',
        says: 'it asks for a restart after updates',
        advice: 'Restart the machine.',
      }
    : {
        layer: 'guest-os',
        about,
        state: 'notSeen',
        says: 'whether all its security updates are installed',
        advice: 'Let the system install them by itself, for example with unattended-upgrades.',
      };
}

function life(layer: Layer, product: Product, itsVersion: string, now: Instant): HostLine {
  const about = product.name;
  const found = lifeOf(product, itsVersion, now);
  if (found.state === 'notListed')
    return {
      layer,
      about,
      state: 'notSeen',
      says: `until when version ${itsVersion} is maintained: the list of ${product.lookedUp} does not have it`,
      advice: `Look at ${product.page}`,
    };
  return found.state === 'maintained'
    ? { layer, about, state: 'inOrder', says: `version ${itsVersion} gets security updates until ${found.until}` }
    : {
        layer,
        about,
        state: 'notInOrder',
        says: `version ${itsVersion} has had no security updates since ${found.until}`,
        advice: `Take a maintained version: ${product.page}`,
      };
}

async function databaseServer({ postgresUrl, now }: HostParts): Promise<HostLine> {
  const line = { layer: 'platform-patching', about: postgres.name } as const;
  if (postgresUrl === undefined) {
    const says = 'which version it is: its address is not known here';
    return { ...line, state: 'notSeen', says, advice: 'Give it with --store postgres://…' };
  }
  try {
    return life('platform-patching', postgres, await postgresVersion(postgresUrl), now);
  } catch (error) {
    // Its message may name host and user; the address itself may hold a password and is not shown.
    const says = `which version it is: ${(error as Error).message}`;
    return { ...line, state: 'notSeen', says, advice: 'Look whether it runs and takes this address.' };
  }
}

function lockstead({ serverVersion }: HostParts): HostLine {
  const line = { layer: 'platform-patching', about: 'Lockstead' } as const;
  if (serverVersion !== undefined && serverVersion !== version)
    return {
      ...line,
      state: 'notInOrder',
      says: `version ${serverVersion} runs, and ${version} is installed`,
      advice: 'Stop the server and start it again: "lockstead stop", then "lockstead start".',
    };
  return {
    ...line,
    state: 'notSeen',
    says: `whether there is a newer version than ${version}: only the newest one is maintained`,
    advice: 'Read the changelog of the newest version.',
  };
}

function disk(path: string, root: string): HostLine {
  const line = { layer: 'encryption-at-rest', about: 'Disk' } as const;
  if (process.platform === 'darwin' && root === '/') return fileVault();
  const found = encryptionBelow(real(path), root);
  if (found.state === 'encrypted') return { ...line, state: 'inOrder', says: `${found.device} is encrypted` };
  const advice =
    'Put the data directory on a LUKS device (cryptsetup). A disk or a cloud that encrypts by itself is not seen from here.';
  if (found.state === 'notSeen')
    return { ...line, state: 'notSeen', says: `whether ${path} is encrypted: ${found.why}`, advice };
  return { ...line, state: 'notInOrder', says: `${found.device} is not encrypted by this system`, advice };
}

function fileVault(): HostLine {
  const line = { layer: 'encryption-at-rest', about: 'Disk' } as const;
  const said = askSystem('fdesetup', ['status']) ?? '';
  if (said.includes('FileVault is On')) return { ...line, state: 'inOrder', says: 'FileVault is on' };
  const advice = 'Turn on FileVault in the settings of the system.';
  return said.includes('FileVault is Off')
    ? { ...line, state: 'notInOrder', says: 'FileVault is off', advice }
    : { ...line, state: 'notSeen', says: 'whether FileVault is on', advice };
}

function swap(root: string): HostLine {
  const line = { layer: 'encryption-at-rest', about: 'Swap' } as const;
  if (process.platform === 'darwin' && root === '/')
    return askSystem('sysctl', ['-n', 'vm.swapusage'])?.includes('(encrypted)') === true
      ? { ...line, state: 'inOrder', says: 'the system encrypts it' }
      : { ...line, state: 'notSeen', says: 'whether the system encrypts it', advice: 'Look with sysctl vm.swapusage.' };
  const found = swapOf(root);
  switch (found.state) {
    case 'none':
      return { ...line, state: 'inOrder', says: 'there is none: memory is not written to disk' };
    case 'encrypted':
      return { ...line, state: 'inOrder', says: 'it is encrypted, or stays in memory' };
    case 'plain':
      return {
        ...line,
        state: 'notInOrder',
        says: `keys in memory may be written to ${found.places.join(', ')} in plain text`,
        advice: 'Turn it off (swapoff -a, and /etc/fstab), or encrypt it with a random key (crypttab).',
      };
    case 'notSeen':
      return {
        ...line,
        state: 'notSeen',
        says: `whether it is encrypted: ${found.why}`,
        advice: 'Look with swapon --show.',
      };
  }
}

function rootKey({ dataDirectory, database }: HostParts): HostLine {
  const line = { layer: 'key-custody', about: 'Root key' } as const;
  const own = join(dataDirectory, 'root-key');
  if (!existsSync(own)) return { ...line, state: 'inOrder', says: 'it is kept apart from the data directory' };
  const [key, folder] = [real(own), `${real(dataDirectory)}${sep}`];
  if (!key.startsWith(folder))
    return { ...line, state: 'inOrder', says: `it is kept apart from the data directory, in ${key}` };
  const isBeside = database !== undefined && real(database).startsWith(folder);
  if (!isBeside) return { ...line, state: 'inOrder', says: 'it is kept apart from the database' };
  return {
    ...line,
    state: 'notInOrder',
    says: 'it lies beside the database that it seals: anyone who copies the directory can read the secrets',
    advice: `Stop the server, move ${own} to another place, and start with --root-key file:PATH.`,
  };
}

function clock(root: string): HostLine {
  const { state, says } = clockStep(root);
  const line = { layer: 'logging', about: 'Clock', says } as const;
  const advice = 'Run chrony or systemd-timesyncd: signatures, sessions and times in the logs depend on the clock.';
  return state === 'inStep'
    ? { ...line, state: 'inOrder' }
    : { ...line, state: state === 'notInStep' ? 'notInOrder' : 'notSeen', advice };
}

function backups({ dataDirectory, database, now }: HostParts): readonly HostLine[] {
  const layer = 'backup';
  if (database === undefined)
    return [
      {
        layer,
        about: 'Backup',
        state: 'notSeen',
        says: 'when PostgreSQL was last backed up, and whether a restore was ever tried',
        advice: 'Use pg_dump on a schedule, restore it into an empty database, and keep the root key apart.',
      },
    ];
  const record = readBackupRecord(dataDirectory);
  const advice = 'Run "lockstead backup FILE" on a schedule, and keep FILE on another machine.';
  if (record === undefined)
    return [
      {
        layer,
        about: 'Backup',
        state: 'notInOrder',
        says: 'no backup of this directory is known',
        advice,
      },
      restoreLine(undefined),
    ];
  const age = elapsed(record.made, now);
  return [
    age <= backupAgeMax
      ? { layer, about: 'Backup', state: 'inOrder', says: `the last one was made at ${isoSeconds(record.made)}` }
      : {
          layer,
          about: 'Backup',
          state: 'notInOrder',
          says: `the last one was made at ${isoSeconds(record.made)}, ${Math.floor(age / days(1))} days ago`,
          advice,
        },
    restoreLine(record.restored),
  ];
}

function restoreLine(restored: Instant | undefined): HostLine {
  const line = { layer: 'backup', about: 'Restore' } as const;
  return restored === undefined
    ? {
        ...line,
        state: 'notInOrder',
        says: 'no restore of a backup of this directory is known',
        advice: 'Try one: "lockstead restore FILE --data NEW --root-key file:KEY --backup-of DIRECTORY".',
      }
    : { ...line, state: 'inOrder', says: `a backup was restored at ${isoSeconds(restored)}` };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
