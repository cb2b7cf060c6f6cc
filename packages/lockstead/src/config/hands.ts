/**
 * Who can read or change a file: what decides whether a start may trust it. Pure: it judges what `stat` found.
 * A secret that belongs to the system's root user may be readable by a group: many systems give servers their TLS keys that way.
 */
import process from 'node:process';
import { isPrivateGroup } from './private-group.ts';

/** The user of this process. */
export interface Hands {
  readonly user: number;
  /** Whether nobody but `user` belongs to this group. */
  isPrivate(group: number): boolean;
}

/** What `stat` tells of a file or folder. */
export interface FileFacts {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const superuser = 0;
const groupReads = 0o040;
const groupWrites = 0o020;
const otherReads = 0o004;
const otherWrites = 0o002;
const sticky = 0o1000;

/** `undefined` on systems without user numbers: there nothing can be checked. */
export function ownHands(): Hands | undefined {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  return { user, isPrivate: (group) => isPrivateGroup(user, group) };
}

/** Why somebody else may have written what is in it, as words that follow the file's name; `undefined`: nobody else can have. */
export function whyUntrusted(found: FileFacts, hands: Hands): string | undefined {
  if (found.uid !== hands.user && found.uid !== superuser) return `belongs to another user (uid ${found.uid})`;
  if (writableByOthers(found, hands)) return `can be changed by other users (its mode is ${octal(found.mode)})`;
  return undefined;
}

/** The same for what must stay unread as well. */
export function whyNotSecret(found: FileFacts, hands: Hands): string | undefined {
  const untrusted = whyUntrusted(found, hands);
  if (untrusted !== undefined) return untrusted;
  const byGroup = (found.mode & groupReads) !== 0 && found.uid !== superuser && !hands.isPrivate(found.gid);
  const byOthers = (found.mode & otherReads) !== 0;
  return byGroup || byOthers ? `can be read by other users (its mode is ${octal(found.mode)})` : undefined;
}

/**
 * Why somebody else can put another file in the place of one in this folder. In a folder with the sticky bit only an entry's owner can.
 * The superuser may work in the folders of other users, and then trusts them.
 */
export function whyReplaceable(folder: FileFacts, hands: Hands): string | undefined {
  const isOthers = folder.uid !== hands.user && folder.uid !== superuser && hands.user !== superuser;
  if (isOthers) return `belongs to another user (uid ${folder.uid})`;
  if ((folder.mode & sticky) === 0 && writableByOthers(folder, hands))
    return `can be changed by other users (its mode is ${octal(folder.mode)})`;
  return undefined;
}

function writableByOthers({ mode, gid }: FileFacts, hands: Hands): boolean {
  return (mode & otherWrites) !== 0 || ((mode & groupWrites) !== 0 && !hands.isPrivate(gid));
}

/** As `chmod` takes it. */
export function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
