/**
 * Groups that have one member. Many systems give each user a group of the same name, and files that this group may write. Such a group gives
 * nobody else
 * access.
 */
import { readFileSync } from 'node:fs';

/** Whether `user` alone belongs to `group`, by the texts of /etc/passwd and /etc/group. What they do not list may have other members. */
export function isOnlyMember(user: number, group: number, passwd: string, groups: string): boolean {
  const users = passwd.split('\n').map((line) => line.split(':'));
  const own = users.find(([, , id]) => id === String(user))?.[0];
  const entry = groups
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => id === String(group));
  if (own === undefined || entry === undefined) return false;
  const members = (entry[3] ?? '').split(',').filter((name) => name !== '');
  if (members.some((name) => name !== own)) return false;
  return users.every(([, , id, primary]) => primary !== String(group) || id === String(user));
}

/** By the files of this machine. False where they cannot be read. */
export function isPrivateGroup(user: number, group: number): boolean {
  try {
    return isOnlyMember(user, group, readFileSync('/etc/passwd', 'utf8'), readFileSync('/etc/group', 'utf8'));
  } catch {
    return false;
  }
}
